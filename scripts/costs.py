"""Computes what the stacks cost from counts and prices, and writes it into docs/costs/README.md and between the marks
<!-- costs --> and <!-- /costs --> of README.md, docs/deploy.md and each extension's README.md.

usage: costs.py          writes the pages and prints the totals
       costs.py FOLDER   takes what CallCountsIT and IdleCountsIT have put into FOLDER first
       costs.py --check  writes nothing, and fails if a page says something else

Counts are in docs/costs/counts.json (measured and the same each time; observed, as times are; assumed with the reason)
and, of its own functions, in an extension's costs.json; prices in docs/costs/prices.json, and there
too which of them a resource of each type has in a month without orders; the resources are read from the templates.
"""
import datetime
import json
import os
import pathlib
import platform
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

    def __init__(self, folder, schedules, assumed):
        self.folder = folder
        self.schedules = schedules
        self.assumed = assumed
        self.template = yaml_parse(read(f"{folder}/template.yaml"))
        self.resources = []
        for name, resource in self.template["Resources"].items():
            properties, switched = resource.get("Properties", {}), "Condition" in resource
            self.resources.append(Resource(resource["Type"], properties, switched))
            for event in properties.get("Events", {}).values():
                of_function = {**event["Properties"], "Function": name}
                self.resources.append(Resource(f"{resource['Type']} {event['Type']}", of_function, switched))

    def queue(self, mapping):
        """The properties of the queue that this mapping polls; None of a stream, which Lambda reads for nothing."""
        source = mapping["EventSourceArn"]
        if "Stream" in json.dumps(source):
            return None
        return self.template["Resources"][source["Fn::GetAtt"][0]]["Properties"]

    def run(self, schedule, unit):
        """How many of this unit a run by this schedule has."""
        counted = self.schedules.get(schedule["Function"])
        if not counted:
            sys.exit(f"{self.folder}: its costs.json, of the core docs/costs/counts.json, has no run of {schedule['Function']} by its schedule")
        units = {name: count for part in ("measured", "observed", "assumed") for name, count in counted.get(part, {}).items()}
        if unit not in units:
            sys.exit(f"{self.folder}: {schedule['Function']} has no {unit} yet; run `make cost`")
        return units[unit]


def polls(fifo):
    def count(mapping, stack):
        queue = stack.queue(mapping)
        asks = stack.assumed["pollersOfAMapping"] * MINUTES_OF_A_MONTH * 60 / stack.assumed["secondsOfALongPoll"]
        return asks if queue is not None and bool(queue.get("FifoQueue")) == fifo else 0
    return count


def runs(schedule, _=None):
    minutes = re.fullmatch(r"(?:rate|cron)\((?:\d+/)?(\d+) (?:minutes?|\* \* \* \? \*)\)", schedule.get("Schedule", schedule.get("ScheduleExpression")))
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
    "armGigabyteSecond": ("their GB-seconds", lambda schedule, stack: runs(schedule) * stack.run(schedule, "gigabyteSeconds")),
    "readUnit": ("their read units", lambda schedule, stack: runs(schedule) * stack.run(schedule, "readUnits")),
    "logGigabyte": ("their logs, GB", lambda schedule, stack: runs(schedule) * stack.run(schedule, "logBytes") / 1e9),
    "logGigabyteMonth": ("their logs that are kept, GB", lambda schedule, stack: runs(schedule) * stack.run(schedule, "logBytes") / 1e9 * stack.assumed["monthsOfALog"]),
    "customMetricMonth": ("metrics that they emit", lambda schedule, stack: stack.run(schedule, "metricSeries")),
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


def orders(path, assumed, prices):
    """What a million orders that go one path cost."""
    bill = Bill(prices)
    measured, observed = path["measured"], path["observed"]
    looks = assumed["statusRequests"]
    requests = measured["apiRequests"] + looks
    stored = measured["startedWorkflows"] * assumed["tableBytes"] / 1e9
    logs = observed["logBytes"] / 1e9
    for what, count, price, how in [
        ("Step Functions: state transitions", measured["stateTransitions"], "stateTransition", "measured"),
        ("DynamoDB: write units", measured["writeUnits"], "writeUnit", "measured"),
        ("DynamoDB: read units", measured["readUnits"] + looks * measured["readUnitsOfALook"], "readUnit", "measured, and the status requests"),
        ("DynamoDB: stored for a month, GB", stored, "tableGigabyteMonth", "assumed size of a new order"),
        ("DynamoDB: point-in-time recovery, GB", stored, "backupGigabyteMonth", "assumed size of a new order"),
        ("API Gateway: requests", requests, "apiRequest", "measured, and the status requests"),
        ("Lambda: invocations", measured["invocations"], "invocation", "measured"),
        ("Lambda: GB-seconds", observed["gigabyteSeconds"], "armGigabyteSecond", "observed"),
        ("SQS: FIFO requests", measured["fifoRequests"], "fifoQueueRequest", "measured sends, receives, deletes"),
        ("SQS: standard requests", measured["standardRequests"], "standardQueueRequest", "measured sends, receives, deletes"),
        ("EventBridge: events", measured["customEvents"], "customEvent", "measured"),
        ("CloudWatch: logs, GB", logs, "logGigabyte", "observed"),
        ("CloudWatch: logs that are kept, GB", logs * assumed["monthsOfALog"], "logGigabyteMonth", "observed, uncompressed"),
        ("X-Ray: traces", requests * assumed["tracesOfARequest"], "trace", "assumed sampling"),
        ("data out, GB", requests * observed["bytesOfAnAnswer"] / 1e9, "gigabyteOut", "observed"),
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
    """Puts what was counted into the files of counts, which keep their form."""
    for file in sorted(pathlib.Path(folder).glob("*.json")):
        counted = json.loads(file.read_text(encoding="utf-8"))
        homes = [home for home in [COUNTS, *costs_of_extensions()] if f'"{file.stem}": {{' in home.read_text(encoding="utf-8")]
        if len(homes) != 1:
            sys.exit(f"there are {len(homes)} places for the counts of {file.stem}")
        text = homes[0].read_text(encoding="utf-8")
        for part in ("measured", "observed"):
            whole = json.dumps({name: short(count) for name, count in counted[part].items()})
            text, times = re.subn(rf'("{file.stem}": \{{(?:[^{{}}]|\{{[^{{}}]*\}})*?"{part}": )\{{[^}}]*\}}', lambda found: found.group(1) + whole, text)
            assert times == 1, (file.stem, part)
        homes[0].write_text(text, encoding="utf-8")
    machine = json.dumps({"machine": machine_here(), "date": datetime.date.today().isoformat()}, ensure_ascii=False)
    text = re.sub(r'("observedOn": )\{[^}]*\}', lambda found: found.group(1) + machine, COUNTS.read_text(encoding="utf-8"))
    COUNTS.write_text(text, encoding="utf-8")


def short(count):
    return int(count) if count == int(count) else round(count, 4)


def machine_here():
    """Its processors and its system, as far as they tell."""
    info = pathlib.Path("/proc/cpuinfo")
    model = re.search(r"model name\s*: (.*)", info.read_text(encoding="utf-8")) if info.exists() else None
    return f"{os.cpu_count()} × {model.group(1) if model else platform.machine()}, {platform.system()}"


def extensions():
    return re.findall(r"<module>([^<]+)</module>", read("extensions/pom.xml"))


def costs_of_extensions():
    files = (ROOT / "extensions" / name / "costs.json" for name in extensions())
    return [file for file in files if file.exists()]


def month(stack, book, happy, switched=False):
    """What a month without orders of customers costs, by the resources that are always there or those that a switch brings."""
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
    for resource in stack.resources:
        placed = stack.schedules.get(resource.properties.get("Function"), {}).get("orders", 0) * (resource.switched == switched)
        if placed:
            count = runs(resource.properties) * placed
            bill.lines.append(("orders that they place", count, count * happy.total() / MILLION, "each as one of the happy path"))
    return bill


def patterns(stack, assumed, book, happy):
    """What a stack with every pattern on costs beside, in a month."""
    age = stack.template["Parameters"]["SettingsAgeSeconds"]["Default"]
    bill = month(stack, book, happy, switched=True)
    bill.add("polls for settings", round(assumed["busyEnvironments"] * MINUTES_OF_A_MONTH * 60 / age), "settingsPoll", f"assumed environments, once in {age} seconds")
    bill.add("settings received", assumed["settingsReceivedInAMonth"], "settingsReceived", "assumed")
    return bill


def sentence(bill):
    """An extension's month in its README."""
    lines = "; ".join(f"{what} ({count:,.10g}) ${usd:.2f}" for what, count, usd, _ in bill.lines if usd >= 0.005)
    return f"A month without orders: **${bill.total():.2f}**" + (f": {lines}." if lines else ", for nothing in it is billed while nothing happens.")


def filled(path, text):
    """The page with this between its marks."""
    page, times = re.subn(r"(<!-- costs -->\n).*?(<!-- /costs -->)", lambda found: found.group(1) + text + "\n" + found.group(2), read(path), flags=re.S)
    if times != 1:
        sys.exit(f"{path} has no place for the costs, or several: a line <!-- costs -->, and then one <!-- /costs -->")
    return page


def pages():
    """What each page says, by its path, and the totals."""
    book = json.loads(read("docs/costs/prices.json"))
    counts = json.loads(COUNTS.read_text(encoding="utf-8"))
    assumed = {name: value for name, (value, _) in counts["assumed"].items()}
    core = Stack(".", counts["schedules"], assumed)
    assumed["monthsOfALog"] = core.template["Parameters"]["LogRetentionDays"]["Default"] / 30
    bills = {name: orders(path, assumed, book["prices"]) for name, path in counts["paths"].items()}
    per_month = month(core, book, bills["happy"])
    happy, duplicate, declined, cancelled = (f"${bill.total():.0f}" for bill in bills.values())
    summary = (f"Idle, the stack costs about ${per_month.total():.2f} a month. A million orders cost about {happy}; a million duplicates {duplicate},\n"
               f"declined orders {declined}, cancelled ones {cancelled}.")
    written = {page: filled(page, summary) for page in ("README.md", "docs/deploy.md")}
    written["docs/costs/README.md"] = main_page(book, counts, bills, per_month, patterns(core, assumed, book, bills["happy"]))
    for name in extensions():
        folder = ROOT / "extensions" / name
        own = json.loads((folder / "costs.json").read_text(encoding="utf-8")) if (folder / "costs.json").exists() else {"schedules": {}}
        stack = Stack(f"extensions/{name}", own["schedules"], assumed)
        written[f"{stack.folder}/README.md"] = filled(f"{stack.folder}/README.md", sentence(month(stack, book, bills["happy"])))
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
Counts that are *measured* are the same each time, and a test compares them. What is *observed* is the median of warm
runs on {counts['observedOn']['machine']} ({counts['observedOn']['date']}): **Lambda's processors take another time**, and a cold start some
seconds more, so look at the billed duration of your own stack before you rely on the line of GB-seconds.
In dollars, for a million orders that go the path:

{dollars}

The units of those million orders:

{counted}

## A month without orders

{per_month.table()}

The scheduled runs are counted with nothing to do. Orders make functions emit further metrics, $0.30 each in a month of which every
hour has one: {max(path['observed']['metricSeries'] for path in counts['paths'].values())} different ones were there after the four paths, those of the scheduled runs among them.

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
