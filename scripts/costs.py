"""Computes what the stack costs from counts and prices, and writes docs/costs/README.md.

usage: costs.py          writes the page and prints the totals
       costs.py FOLDER   takes the counts of each path from FOLDER/path.json first, where CallCountsIT has put them
       costs.py --print  prints the page

Counts are in docs/costs/counts.json (measured, or assumed with the reason), prices in docs/costs/prices.json; what
the template says (alarms, mappings, schedules, metrics) is read from it.
"""
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/costs/README.md"
COUNTS = ROOT / "docs/costs/counts.json"
MINUTES_OF_A_MONTH = 30 * 24 * 60
MILLION = 1_000_000


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def of_the_template():
    text = read("template.yaml")
    sources = re.findall(r"(?m)^(    Condition: \w+\n)?    Properties:\n(?:      .*\n)*?      EventSourceArn: !GetAtt (\w+)\.Arn", text)
    mappings = [queue for condition, queue in sources if not condition]
    fifo = [q for q in mappings if re.search(rf"^  {q}:\n(?:    .*\n)*?      FifoQueue: true", text, re.M)]
    switched = [queue for condition, queue in sources if condition]
    every = re.findall(r"(?ms)^    Type: AWS::CloudWatch::Alarm\n(.*?)(?=^ {0,2}\w)", text)
    alarms = [alarm for alarm in every if "    Condition: " not in alarm]
    switched_alarms = [alarm for alarm in every if "    Condition: " in alarm]
    ours = read("libs/order-lambda/src/main/java/com/example/orders/lambda/OrderMetric.java")
    gauges = read("libs/order-lambda/src/main/java/com/example/orders/lambda/Gauge.java")
    return {
        "alarms": len(alarms),
        "alarmMetrics": sum(alarm.count("MetricName: ") for alarm in alarms),
        "switchedAlarms": len(switched_alarms),
        "switchedAlarmMetrics": sum(alarm.count("MetricName: ") for alarm in switched_alarms),
        "switchedMappings": len(switched),
        "settingsAge": int(re.search(r"SettingsAgeSeconds: {Type: Number, Default: (\d+)", text).group(1)),
        "schedules": len(re.findall(r"Schedule: rate\(1 minute\)", text)),
        "fifoMappings": len(fifo),
        "standardMappings": len(mappings) - len(fifo),
        "metrics": len(re.findall(r"^  [A-Z]\w+[,;(\n]", ours, re.M)) + len(re.findall(r"^  [A-Z]\w+\(", gauges, re.M)),
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


def idle(assumed, prices):
    template = of_the_template()
    polls = assumed["pollersOfAMapping"] * MINUTES_OF_A_MONTH * 60 / assumed["secondsOfALongPoll"]
    runs = template["schedules"] * MINUTES_OF_A_MONTH
    seconds = assumed["secondsOfAScheduledRun"] * assumed["gigabytesOfAFunction"]
    bill = Bill(prices)
    bill.add("alarms: metrics", template["alarmMetrics"], "alarmMetricMonth", f"{template['alarms']} alarms that every stack has")
    bill.add("our own metrics", template["metrics"], "customMetricMonth", "those that functions can emit; one that is silent costs nothing")
    bill.add("empty receives, FIFO", round(template["fifoMappings"] * polls), "fifoQueueRequest", f"{template['fifoMappings']} mappings, assumed pollers")
    bill.add("empty receives, standard", round(template["standardMappings"] * polls), "standardQueueRequest", f"{template['standardMappings']} mappings, assumed pollers")
    bill.add("scheduled runs", runs, "invocation", f"{template['schedules']} schedules, each minute")
    bill.add("scheduled runs: GB-seconds", runs * seconds, "armGigabyteSecond", "assumed duration")
    bill.add("their read units", MINUTES_OF_A_MONTH * assumed["readUnitsOfAMinute"], "readUnit", "assumed")
    bill.add("their logs: GB", round(runs * assumed["logBytesOfAScheduledRun"] / 1e9, 4), "logGigabyte", "assumed size")
    return bill


def patterns(assumed, prices):
    """What a stack with every pattern on costs beside, in a month."""
    template = of_the_template()
    polls = assumed["pollersOfAMapping"] * MINUTES_OF_A_MONTH * 60 / assumed["secondsOfALongPoll"]
    settings = assumed["busyEnvironments"] * MINUTES_OF_A_MONTH * 60 / template["settingsAge"]
    bill = Bill(prices)
    bill.add("alarms: metrics", template["switchedAlarmMetrics"], "alarmMetricMonth", f"{template['switchedAlarms']} alarms that a pattern brings")
    bill.add("empty receives, FIFO", round(template["switchedMappings"] * polls), "fifoQueueRequest", f"{template['switchedMappings']} mapping of the express lane, assumed pollers")
    bill.add("polls for settings", round(settings), "settingsPoll", f"assumed environments, once in {template['settingsAge']} seconds")
    bill.add("settings received", assumed["settingsReceivedInAMonth"], "settingsReceived", "assumed")
    return bill


def page():
    book = json.loads(read("docs/costs/prices.json"))
    counts = json.loads(COUNTS.read_text(encoding="utf-8"))
    assumed = {name: value for name, (value, _) in counts["assumed"].items()}
    bills = {name: orders(path["measured"], assumed, book["prices"]) for name, path in counts["paths"].items()}
    dollars, counted = side_by_side(bills)
    per_month, switched = idle(assumed, book["prices"]), patterns(assumed, book["prices"])
    paths = "\n".join(f"- **{name}**: {path['order']}." for name, path in counts["paths"].items())
    assumptions = "\n".join(f"| `{name}` | {value:g} | {why} |" for name, (value, why) in counts["assumed"].items())
    return bills, per_month, f"""# What it costs

Written by `make costs` from [counts](counts.json), [prices](prices.json) ({book['region']}, {book['asOf']}) and the template; a test
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

There is no hourly charge, no VPC and no key of your own. Of the free tiers, those of Lambda, SQS, DynamoDB storage and
CloudWatch cover most of this table in an account that has nothing else.

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
    if arguments and arguments != ("--print",):
        take(arguments[0])
    bills, per_month, text = page()
    if arguments == ("--print",):
        sys.stdout.write(text)
        return
    PAGE.write_text(text, encoding="utf-8")
    totals = ", ".join(f"{name} ${bill.total():.2f}" for name, bill in bills.items())
    print(f"{PAGE.relative_to(ROOT)}: a million orders cost: {totals}; an idle month costs ${per_month.total():.2f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
