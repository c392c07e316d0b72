"""Computes what the stacks cost from counts and prices, and writes it into docs/costs/README.md and between the marks
<!-- costs --> and <!-- /costs --> of README.md, docs/deploy.md and each extension's README.md.

usage: costs.py          writes the pages and prints the totals
       costs.py FOLDER   takes the counts of each path from FOLDER/path.json first, where CallCountsIT has put them
       costs.py --check  writes nothing, and fails if a page says something else

Counts are in docs/costs/counts.json (measured, or assumed with the reason), prices in docs/costs/prices.json, and there
too which of them a resource of each type has in a month without orders; the resources are read from the templates.
"""
import json
import pathlib
import re
import sys
from collections import namedtuple

from samcli.yamlhelper import yaml_parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
COUNTS = ROOT / "docs/costs/counts.json"
MINUTES_OF_A_MONTH = 30 * 24 * 60
MILLION = 1_000_000


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


Resource = namedtuple("Resource", "type properties switched")


class Stack:
    """A template's resources, and the events of functions, of which SAM makes resources too."""

    def __init__(self, folder, assumed):
        self.folder = folder
        self.assumed = assumed
        self.template = yaml_parse(read(f"{folder}/template.yaml"))
        self.resources = []
        for resource in self.template["Resources"].values():
            properties, switched = resource.get("Properties", {}), "Condition" in resource
            self.resources.append(Resource(resource["Type"], properties, switched))
            for event in properties.get("Events", {}).values():
                self.resources.append(Resource(f"{resource['Type']} {event['Type']}", event["Properties"], switched))

    def queue(self, mapping):
        """The properties of the queue that this mapping polls; None of a stream, which Lambda reads for nothing."""
        source = mapping["EventSourceArn"]
        if "Stream" in json.dumps(source):
            return None
        return self.template["Resources"][source["Fn::GetAtt"][0]]["Properties"]

    def metrics(self):
        """Those that its functions can emit; the core's are in its libraries."""
        sources = ["libs", "functions"] if self.folder == "." else [f"{self.folder}/functions"]
        files = [file for source in sources for file in (ROOT / source).glob("**/src/main/**/*.java")
                 if re.search(r"(Metric|Gauge)\.java$", file.name)]
        return sum(len(re.findall(rf"(?m)^  (?!{file.stem}\b)[A-Z]\w+[,;(\n]", file.read_text(encoding="utf-8"))) for file in files)


def polls(fifo):
    def count(mapping, stack):
        queue = stack.queue(mapping)
        asks = stack.assumed["pollersOfAMapping"] * MINUTES_OF_A_MONTH * 60 / stack.assumed["secondsOfALongPoll"]
        return asks if queue is not None and bool(queue.get("FifoQueue")) == fifo else 0
    return count


def runs(schedule, _=None):
    minutes = re.fullmatch(r"rate\((\d+) minutes?\)", schedule.get("Schedule", schedule.get("ScheduleExpression")))
    return MINUTES_OF_A_MONTH / int(minutes.group(1))


# How many units of a price a resource has in a month without orders.
UNITS = {
    "alarmMetricMonth": ("metrics of alarms", lambda alarm, _: sum("MetricStat" in m for m in alarm.get("Metrics", [{"MetricStat": 1}]))),
    "compositeAlarmMonth": ("composite alarms", lambda *_: 1),
    "dashboardMonth": ("dashboards", lambda *_: 1),
    "insightRuleMonth": ("Contributor Insights rules", lambda *_: 1),
    "secretMonth": ("secrets", lambda *_: 1),
    "webAclMonth": ("web ACLs", lambda *_: 1),
    "webAclRuleMonth": ("rules of web ACLs", lambda acl, _: len(acl["Rules"])),
    "fifoQueueRequest": ("empty receives, FIFO", polls(fifo=True)),
    "standardQueueRequest": ("empty receives, standard", polls(fifo=False)),
    "schedulerInvocation": ("invocations by EventBridge Scheduler", runs),
    "invocation": ("scheduled runs", runs),
    "armGigabyteSecond": ("their GB-seconds", lambda schedule, stack: runs(schedule) * stack.assumed["secondsOfAScheduledRun"]),
    "readUnit": ("their read units", lambda schedule, stack: runs(schedule) * stack.assumed["readUnitsOfAScheduledRun"]),
    "logGigabyte": ("their logs, GB", lambda schedule, stack: runs(schedule) * stack.assumed["logBytesOfAScheduledRun"] / 1e9),
    "trace": ("their traces", runs),
}


class Bill:
    def __init__(self, prices):
        self.prices = prices
        self.lines = []

    def add(self, what, count, price, how):
        entry = self.prices[price]
        self.lines.append((what, count, count * entry["usd"] / entry["per"], how))

    def total(self):
        return sum(usd for _, _, usd, _ in self.lines)

    def table(self):
        rows = [f"| {what} | {count:,.10g} | {usd:,.2f} | {how} |" for what, count, usd, how in self.lines]
        return "\n".join(["| what | count | $ | from |", "|---|---|---|---|", *rows, f"| **in all** | | **{self.total():,.2f}** | |"])


def orders(measured, assumed, prices):
    """What a million orders that go one path cost."""
    bill = Bill(prices)
    sends = measured["fifoSends"] + measured["standardSends"]
    looks = assumed["statusRequests"]
    requests = measured["apiRequests"] + looks
    invocations = measured["invocationsByCall"] + sends * assumed["batchesOfAMessage"]
    seconds = assumed["secondsOfAnInvocation"] * assumed["gigabytesOfAFunction"]
    queue = 1 + assumed["queueRequestsOfAMessage"]
    stored = measured["startedWorkflows"] * assumed["tableBytes"] / 1e9
    for what, count, price, how in [
        ("Step Functions: state transitions", measured["stateTransitions"], "stateTransition", "measured"),
        ("DynamoDB: write units", measured["writeUnits"], "writeUnit", "measured"),
        ("DynamoDB: read units", measured["readUnits"] + looks * assumed["readUnitsOfAStatusRequest"], "readUnit", "measured, and the status requests"),
        ("DynamoDB: stored for a month, GB", stored, "tableGigabyteMonth", "assumed size of a new order"),
        ("DynamoDB: point-in-time recovery, GB", stored, "backupGigabyteMonth", "assumed size of a new order"),
        ("API Gateway: requests", requests, "apiRequest", "the path's own, and the status requests"),
        ("Lambda: invocations", invocations, "invocation", "measured, and a batch for each message"),
        ("Lambda: GB-seconds", invocations * seconds, "armGigabyteSecond", "assumed duration"),
        ("SQS: FIFO requests", measured["fifoSends"] * queue, "fifoQueueRequest", "measured sends, receives, deletes"),
        ("SQS: standard requests", measured["standardSends"] * queue, "standardQueueRequest", "measured sends, receives, deletes"),
        ("EventBridge: events", measured["customEvents"], "customEvent", "measured"),
        ("CloudWatch: logs, GB", invocations * assumed["logBytesOfAnInvocation"] / 1e9, "logGigabyte", "assumed size"),
        ("X-Ray: traces", requests * assumed["tracesOfARequest"], "trace", "assumed sampling"),
        ("data out, GB", requests * assumed["bytesOfAnAnswer"] / 1e9, "gigabyteOut", "assumed size"),
    ]:
        bill.add(what, round(count * MILLION, 3), price, how)
    return bill


def side_by_side(bills):
    """A column of dollars for each path, then one of counts: rows are the services' units."""
    head = "| " + " | ".join(["what", *bills, "from"]) + " |\n|---" + "|---" * (len(bills) + 1) + "|"
    rows = list(zip(*(bill.lines for bill in bills.values())))
    dollars = [f"| {row[0][0]} | " + " | ".join(f"{usd:,.2f}" for _, _, usd, _ in row) + f" | {row[0][3]} |" for row in rows]
    counted = [f"| {row[0][0]} | " + " | ".join(f"{count:,.10g}" for _, count, _, _ in row) + f" | {row[0][3]} |" for row in rows]
    total = "| **in all** | " + " | ".join(f"**{bill.total():,.2f}**" for bill in bills.values()) + " | |"
    return "\n".join([head, *dollars, total]), "\n".join([head, *counted])


def take(folder):
    """Puts what CallCountsIT has counted into the file of counts, which keeps its form."""
    text = COUNTS.read_text(encoding="utf-8")
    for path in json.loads(text)["paths"]:
        counted = json.loads((pathlib.Path(folder) / f"{path}.json").read_text(encoding="utf-8"))
        whole = json.dumps({name: int(count) if count == int(count) else count for name, count in counted.items()})
        text, times = re.subn(rf'("{path}": \{{[^{{}}]*"measured": )\{{[^}}]*\}}', lambda found: found.group(1) + whole, text)
        if times != 1:
            sys.exit(f"{COUNTS.name} has no place for the counts of the path {path}")
    COUNTS.write_text(text, encoding="utf-8")


def month(stack, book, switched=False):
    """What a month without orders costs, by the resources that are always there or those that a switch brings."""
    bill = Bill(book["prices"])
    lines = {}
    for resource in stack.resources:
        entry = book["resources"].get(resource.type)
        if entry is None or "free" not in entry and not entry.get("prices"):
            sys.exit(f"{stack.folder}/template.yaml: {resource.type} has in prices.json neither prices nor a reason why it is free")
        for price in entry.get("prices", []) if resource.switched == switched else []:
            units = UNITS[price][1](resource.properties, stack)
            if units:
                lines.setdefault((price, resource.type), []).append(units)
    for (price, kind), units in lines.items():
        bill.add(UNITS[price][0], round(sum(units), 4), price, f"{len(units)} × {kind.replace('AWS::', '')}")
    return bill


def patterns(stack, assumed, book):
    """What a stack with every pattern on costs beside, in a month."""
    age = stack.template["Parameters"]["SettingsAgeSeconds"]["Default"]
    bill = month(stack, book, switched=True)
    bill.add("polls for settings", round(assumed["busyEnvironments"] * MINUTES_OF_A_MONTH * 60 / age), "settingsPoll", f"assumed environments, once in {age} seconds")
    bill.add("settings received", assumed["settingsReceivedInAMonth"], "settingsReceived", "assumed")
    return bill


def sentence(bill):
    """An extension's month in its README."""
    lines = "; ".join(f"{count:,.10g} {what} ${usd:.2f}" for what, count, usd, _ in bill.lines if usd >= 0.005)
    return f"A month without orders: **${bill.total():.2f}**" + (f" ({lines})." if lines else ": nothing in it is billed while nothing happens.")


def filled(path, text):
    """The page with this between its marks."""
    page, times = re.subn(r"(<!-- costs -->\n).*?(<!-- /costs -->)", lambda found: found.group(1) + text + "\n" + found.group(2), read(path), flags=re.S)
    if times != 1:
        sys.exit(f"{path} has no place for the costs, or several: a line <!-- costs -->, and then one <!-- /costs -->")
    return page


def with_own_metrics(stack, bill):
    if stack.metrics():
        bill.add("our own metrics", stack.metrics(), "customMetricMonth", "those that functions can emit; one that is silent costs nothing")
    return bill


def pages():
    """What each page says, by its path, and the totals."""
    book = json.loads(read("docs/costs/prices.json"))
    counts = json.loads(COUNTS.read_text(encoding="utf-8"))
    assumed = {name: value for name, (value, _) in counts["assumed"].items()}
    bills = {name: orders(path["measured"], assumed, book["prices"]) for name, path in counts["paths"].items()}
    core = Stack(".", assumed)
    per_month = with_own_metrics(core, month(core, book))
    happy, duplicate, declined, cancelled = (f"${bill.total():.0f}" for bill in bills.values())
    summary = (f"Idle, the stack costs about ${per_month.total():.2f} a month. A million orders cost about {happy}; a million duplicates {duplicate},\n"
               f"declined orders {declined}, cancelled ones {cancelled}.")
    written = {page: filled(page, summary) for page in ("README.md", "docs/deploy.md")}
    written["docs/costs/README.md"] = main_page(book, counts, bills, per_month, patterns(core, assumed, book))
    for name in re.findall(r"<module>([^<]+)</module>", read("extensions/pom.xml")):
        stack = Stack(f"extensions/{name}", assumed)
        written[f"{stack.folder}/README.md"] = filled(f"{stack.folder}/README.md", sentence(with_own_metrics(stack, month(stack, book))))
    return written, summary


def main_page(book, counts, bills, per_month, switched):
    dollars, counted = side_by_side(bills)
    paths = "\n".join(f"- **{name}**: {path['order']}." for name, path in counts["paths"].items())
    assumptions = "\n".join(f"| `{name}` | {value:g} | {why} |" for name, (value, why) in counts["assumed"].items())
    return f"""# What it costs

Written by `make costs` from [counts](counts.json), [prices](prices.json) ({book['region']}, {book['asOf']}) and the templates; a test
keeps it so. `make cost` counts the paths anew in a local run first. {book['note']}

## A million orders

{paths}

Each is counted alone, so every message is a batch of its own: the dearest case. What fails and is tried again costs more.
In dollars, for a million orders that go the path:

{dollars}

The units of those million orders:

{counted}

## A month without orders

{per_month.table()}

There is no hourly charge, no VPC and no key of your own. Of the free tiers, those of Lambda, SQS, X-Ray, DynamoDB storage and
CloudWatch cover most of this table in an account that has nothing else. A type of resource that is not in it is free while nothing
happens: [prices](prices.json) says of each why. What an [extension](../../extensions/README.md) adds, its own page says.

## What every pattern beside adds to it

With all [patterns](../patterns/README.md) of the core switched on. What a pattern costs with each order, its page says.

{switched.table()}

## Assumptions

What no local run can count. Change them in `counts.json` and run `make costs` again.

| assumption | value | why |
|---|---|---|
{assumptions}
"""


def main(*arguments):
    if len(arguments) > 1:
        sys.exit(__doc__)
    if arguments and arguments != ("--check",):
        take(arguments[0])
    written, summary = pages()
    if arguments == ("--check",):
        other = [path for path, text in written.items() if read(path) != text]
        sys.exit("Run `make costs`, and look at what changes in: " + ", ".join(other) if other else 0)
    for path, text in written.items():
        (ROOT / path).write_text(text, encoding="utf-8")
    print(summary)


if __name__ == "__main__":
    main(*sys.argv[1:])
