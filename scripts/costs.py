"""Computes what the stack costs from counts and prices, and writes docs/costs/README.md.

usage: costs.py          writes the page and prints the two totals
       costs.py --print  prints the page

Counts are in docs/costs/counts.json (measured, or assumed with the reason), prices in docs/costs/prices.json; what
the template says (alarms, mappings, schedules, metrics, the workflow's states) is read from it.
"""
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/costs/README.md"
MINUTES_OF_A_MONTH = 30 * 24 * 60
MILLION = 1_000_000


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def states_of_the_happy_path():
    """How many states a confirmed order enters: from StartAt along the states' own Next, as the parameters' defaults have it."""
    text = read("statemachines/order-workflow.asl.yaml")
    for name, otherwise in re.findall(r"^        (\w+): !If \[\w+, \w+, (\w+)\]", read("template.yaml"), re.M):
        text = text.replace("${" + name + "}", otherwise)
    state = re.search(r"^StartAt: (\w+)", text, re.M).group(1)
    count = 0
    while state:
        count += 1
        body = re.search(rf"^  {state}:\n((?:    .*\n|\s*\n)+)", text, re.M).group(1)
        following = re.search(r"^    Next: (\w+)", body, re.M)
        state = following.group(1) if following else None
    return count


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


def orders(counts, prices):
    measured = counts["measured"]
    assumed = {name: value for name, (value, _) in counts["assumed"].items()}
    per_order = Bill(prices)
    reads = measured["readUnits"] + assumed["statusRequests"] * assumed["readUnitsOfAStatusRequest"]
    invocations = measured["invocationsByCall"] + assumed["invocationsByMapping"]
    requests = 1 + assumed["queueRequestsOfAMessage"]
    seconds = assumed["secondsOfAnInvocation"] * assumed["gigabytesOfAFunction"]
    for what, count, price, how in [
        ("workflow: state transitions", states_of_the_happy_path(), "stateTransition", "the state machine"),
        ("tables: write units", measured["writeUnits"], "writeUnit", "measured"),
        ("tables: read units", reads, "readUnit", "measured, and the status requests"),
        ("API requests", 1 + assumed["statusRequests"], "apiRequest", "one order, and the status requests"),
        ("functions: invocations", invocations, "invocation", "measured, and a batch for each message"),
        ("functions: GB-seconds", round(invocations * seconds, 6), "armGigabyteSecond", "assumed duration"),
        ("FIFO queue requests", measured["fifoSends"] * requests, "fifoQueueRequest", "measured sends, receives, deletes"),
        ("standard queue requests", measured["standardSends"] * requests, "standardQueueRequest", "measured sends, receives, deletes"),
        ("events on the bus", measured["customEvents"], "customEvent", "measured"),
        ("logs: GB", assumed["logBytes"] / 1e9, "logGigabyte", "assumed size"),
        ("traces", assumed["tracesOfAnOrder"], "trace", "assumed sampling"),
        ("data out: GB", assumed["bytesOut"] / 1e9, "gigabyteOut", "assumed size"),
    ]:
        per_order.add(what, round(count * MILLION, 3), price, how)
    stored = assumed["tableBytes"] / 1e9 * MILLION
    per_order.add("stored for a month: GB", stored, "tableGigabyteMonth", "assumed size")
    per_order.add("point-in-time recovery: GB", stored, "backupGigabyteMonth", "assumed size")
    return per_order


def idle(counts, prices):
    assumed = {name: value for name, (value, _) in counts["assumed"].items()}
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


def patterns(counts, prices):
    """What a stack with every pattern on costs beside, in a month."""
    assumed = {name: value for name, (value, _) in counts["assumed"].items()}
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
    counts = json.loads(read("docs/costs/counts.json"))
    per_million, per_month = orders(counts, book["prices"]), idle(counts, book["prices"])
    assumptions = "\n".join(f"| `{name}` | {value:g} | {why} |" for name, (value, why) in counts["assumed"].items())
    switched = patterns(counts, book["prices"])
    return per_million, per_month, f"""# What it costs

Written by `make costs` from [counts](counts.json), [prices](prices.json) ({book['region']}, {book['asOf']}) and the template; a test
keeps it so. {book['note']}

## A million orders

One order: {counts['order']}. What fails and is tried again costs more; a refused order costs less.

{per_million.table()}

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
    per_million, per_month, text = page()
    if arguments == ("--print",):
        sys.stdout.write(text)
    elif arguments:
        sys.exit(__doc__)
    else:
        PAGE.write_text(text, encoding="utf-8")
        print(f"{PAGE.relative_to(ROOT)}: a million orders cost ${per_million.total():.0f}, an idle month ${per_month.total():.2f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
