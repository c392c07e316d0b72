"""This machine can do the workshop, and the application as it stands in the working tree runs on it."""
import pathlib
import re
import shutil
import subprocess

from practice import ROOT

FILES = ["template.yaml"]
NEEDED_GIGABYTES = 6


def check(it):
    it.must(shutil.which("git"), "There is no git on the PATH")
    jdk = subprocess.run([ROOT / "scripts/find-jdk"], capture_output=True, text=True)
    it.must(jdk.returncode == 0, jdk.stderr.strip())
    it.must((ROOT / "target/build-all.stamp").is_file(), "Nothing has been built yet: make build")
    memory = pathlib.Path("/proc/meminfo")
    it.must(memory.is_file(), "The local cloud runs on Linux: open the folder as a devcontainer", at=(".devcontainer/devcontainer.json", "build"))
    gigabytes = int(re.search(r"MemTotal: +(\d+) kB", memory.read_text(encoding="utf-8")).group(1)) / 1_000_000
    it.must(gigabytes >= NEEDED_GIGABYTES, f"This machine has {gigabytes:.1f} GB of memory; the workshop needs {NEEDED_GIGABYTES}")
    it.is_what_runs()
    it.must(it.cloud.token("workshop").count(".") == 2, "The API's port gives no access token. Is another program there?")
    products = it.cloud.aws("dynamodb", "Scan", {"TableName": "local-ProductsTable", "Select": "COUNT"})["Count"]
    it.must(products, "The products table is empty. Fill it: make seed")
    return "the application runs as it stands in your working tree, gives tokens, and has products to sell"
