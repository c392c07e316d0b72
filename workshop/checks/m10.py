"""A game day of one's own was held, its hypothesis holds, and might not have held."""
import re
from practice import ROOT, newest_source

DAY, LOG = "chaos/my-day.yaml", ROOT / "target/chaos.log"
ALWAYS = ("violations", "faultsAfterTheEnd")  # judged on every game day


def check(it):
    it.must((ROOT / DAY).is_file(), f"There is no {DAY}: write down what you believe, in the form of chaos/slow-payments.yaml")
    log = LOG.read_text(encoding="utf-8") if LOG.is_file() else ""
    outcome = re.search(r"(?m)^CHAOS experiment=my-day seed=\d+ (\w+)$", log)
    for changed in (newest_source()[0], DAY):
        it.must(outcome and LOG.stat().st_mtime >= (ROOT / changed).stat().st_mtime,
                f"No game day has been held with {changed} as it is now. Hold it: make chaos EXPERIMENT=my-day")
    it.must(outcome[1] != "NOTHING_LEARNED", "Nothing was learned: " + "".join(re.findall(r"Verdict: (.*)", log)))
    numbers = re.findall(r"(?m)^  (\w+) +(\d+), expected (.+): (yes|NO)$", log)
    for name, number, bound, holds in numbers:
        it.must(holds == "yes", f"The hypothesis of {DAY} does not hold: {name} should be {bound}, and was {number}.", at=(DAY, f"{name}:"))
    own = [(name, bound) for name, _, bound, _ in numbers if name not in ALWAYS]
    it.must(own, f"{DAY} expects nothing")
    for name, bound in own:
        least, most = re.search(r"at least (\d+)", bound), re.search(r"at most (\d+)", bound)
        it.must(least and int(least[1]) > 0 or most and int(most[1]) < 100,
                f"{name} is {bound} whatever happens: a hypothesis that cannot fail teaches nothing.", at=(DAY, f"{name}:"))
    return "a game day was held, and its hypothesis might have failed and did not"
