"""What was taken away is gone whole: from the list, from the build, and from what runs; the rest works."""
import subprocess
from practice import ROOT

LIST = "extensions/pom.xml"
GONE = "archive"


def check(it):
    listed = subprocess.run([ROOT / "scripts/extensions"], capture_output=True, text=True, check=True).stdout.split()
    for name in listed:
        it.must((ROOT / "extensions" / name).is_dir(),
                f"{LIST} lists {name}, which has no folder: Maven, make and the local cloud look for it there.",
                at=(LIST, f"<module>{name}</module>"))
    it.must(not (ROOT / "extensions" / GONE).exists(), f"extensions/{GONE} is still there: nothing was taken away")
    left = {path.parent.name for path in (ROOT / "extensions").glob("*/template.yaml")}
    it.must(left == set(listed), f"{LIST} does not list {', '.join(sorted(left - set(listed)))}: its folder is there, and nothing builds it",
            at=(LIST, "<modules>"))
    it.is_what_runs()
    order = it.cloud.wait(it.cloud.place(customer="workshop"))
    it.must(order and order["status"] == "CONFIRMED", f"Without {GONE} an order should be CONFIRMED, and is {order and order['status']}")
    return f"{GONE} is gone, the other {len(listed)} extensions are whole, and an order is CONFIRMED without it"
