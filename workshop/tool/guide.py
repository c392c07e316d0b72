"""The facilitator's tables: agendas with their sums, what guests cost and what quotas they need, from the pages, counts and template."""
import re

from practice import ROOT, WORKSHOP, modules

PAGE = WORKSHOP / "FACILITATOR_GUIDE.md"
GUESTS = 30
ALL = range(16)  # modules
# Minutes in all, of these breaks, and the modules; the last module is shown by the facilitator where its stack must stand first.
AGENDAS = {"Two hours": (120, 0, [0, 1, 3, 14]), "Half a day": (270, 20, [0, 1, 3, 4, 6, 8, 14]),
           "A day": (540, 90, [0, 1, 2, 3, 4, 5, 6, 8, 9, 12, 13, 14, 15]), "Two days": (780, 180, ALL)}
# Dollars of a module that orders do not count: the experiment of AWS FIS, five minutes at $0.10.
BESIDE_ORDERS = {10: 0.50}
# Per account and region: how often a guest's stack has it, AWS's default, where that stands.
QUOTAS = [
    ("IAM roles", r"Type: AWS::(?:Serverless::Function|Serverless::StateMachine|IAM::Role)\b", 1_000,
     "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"),
    ("DynamoDB tables", r"Type: AWS::DynamoDB::Table\b", 2_500,
     "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html"),
    ("Cognito user pools", r"Type: AWS::Cognito::UserPool\n", 1_000,
     "https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html"),
    ("CloudFormation stacks", r"\AAWS", 2_000,
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"),
]


def agendas():
    by_number = {one.number: one for one in modules()}
    rows = []
    for name, (_, breaks, numbers) in AGENDAS.items():
        work = sum(by_number[number].minutes for number in numbers if number in by_number)
        rows.append(f"| {name} | {' '.join(str(number) for number in numbers)} | {work} | {breaks} | {work + breaks} |")
    return "\n".join(["| agenda | modules | minutes | breaks | in all |", "|---|---|---|---|---|", *rows])


def costs():
    page, idle = (ROOT / "docs/costs/README.md").read_text(encoding="utf-8"), (ROOT / "docs/deploy.md").read_text(encoding="utf-8")
    order = float(re.search(r"\*\*in all\*\* \| \*\*([\d,.]+)\*\*", page).group(1).replace(",", "")) / 1_000_000
    month = float(re.search(r"costs about \$([\d.]+) a month", idle).group(1))
    orders = {one.number: one.orders for one in modules()}
    rows = []
    for name, hours, numbers in [*((name, minutes / 60, numbers) for name, (minutes, _, numbers) in AGENDAS.items()),
                                 ("Forgotten for a month", 720, ALL)]:
        placed = sum(orders.get(number, 0) for number in numbers)
        guest = placed * order + month * hours / 720 + sum(BESIDE_ORDERS.get(number, 0) for number in numbers)
        rows.append(f"| {name} | {hours:.0f} | {placed} | ${guest:.2f} | ${GUESTS * guest:.2f} |")
    return "\n".join([f"| agenda | hours of a stack | orders | a guest | {GUESTS} guests |", "|---|---|---|---|---|", *rows])


def quotas():
    template = (ROOT / "template.yaml").read_text(encoding="utf-8")
    limits = (ROOT / "docs/limits.md").read_text(encoding="utf-8")
    consumers = int(re.search(r"\| consumers of all queues[^|]*\|[^|]*\| (\d+) \|", limits).group(1))
    rows = [f"| Lambda: executions at once, while all fails | {consumers} | {GUESTS * consumers} | 10 in a new account, then 1,000 "
            "([limits](../docs/limits.md)) |"]
    rows += [f"| {name} | {count} | {GUESTS * count} | {quota:,} ([AWS]({source})) |"
             for name, pattern, quota, source in QUOTAS for count in [len(re.findall(pattern, template))]]
    return "\n".join([f"| what | a guest | {GUESTS} guests | quota |", "|---|---|---|---|", *rows])


def written():
    text = PAGE.read_text(encoding="utf-8")
    for mark, table in (("agendas", agendas()), ("cost", costs()), ("quotas", quotas())):
        text = between(mark, text, table)
    return {PAGE: text}


def between(mark, text, table):
    """The text with the table between the mark's two comments."""
    return re.sub(rf"(?s)(<!-- {mark} -->\n).*?(<!-- /{mark} -->)", lambda found: f"{found.group(1)}{table}\n{found.group(2)}", text)


def findings():
    by_number = {one.number: one for one in modules()}
    for name, (limit, breaks, numbers) in AGENDAS.items():
        total = breaks + sum(by_number[number].minutes for number in numbers if number in by_number)
        if total > limit:
            yield f"workshop/tool/guide.py: {name} takes {total} minutes, not {limit}"
