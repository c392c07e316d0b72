"""Draws the application for each module, with the boxes lit that the reader knows by then, and writes the pages' tables."""
import re

import guide
from practice import ROOT, WORKSHOP, modules

# By rows: a resource of the template, and the module that lights it.
BOXES = [
    [("Api", 2), ("OrdersQueue", 3), ("AcceptOrdersFunction", 3), ("OrderWorkflow", 4), ("ShipmentQueue", 5),
     ("SimulateWarehouseFunction", 5), ("ShipmentsTable", 5)],
    [("ListOrdersFunction", 12), ("ExpressOrdersQueue", 11), ("OrdersTable", 1), ("ReserveInventoryFunction", 4),
     ("ChargePaymentFunction", 4), ("OrderEvents", 1), ("NotifyCustomerFunction", 6)],
    [("CancelOrderFunction", 4), ("TryReleaseFunction", 14), ("ProductsTable", 4), ("ReleaseInventoryFunction", 4),
     ("RefundPaymentFunction", 4), ("LedgerTable", 4), ("NotificationsTable", 6)],
    [("CheckSettingsFunction", 10), ("OrdersDeadLetterQueue", 6), ("ShipmentDeadLetterQueue", 6), ("EventsDeadLetterQueue", 7),
     ("FailuresQueue", 6), ("BreakersTable", 9), ("IdempotencyTable", 6)],
    [("OperateFailuresFunction", 6), ("ReplayFailuresFunction", 6), ("FailuresTable", 6), ("RecordFailureFunction", 6),
     ("SweepOrdersFunction", 13)],
]
ARROWS = [
    ("Api", "OrdersQueue"), ("Api", "ListOrdersFunction"), ("OrdersQueue", "AcceptOrdersFunction"),
    ("AcceptOrdersFunction", "OrderWorkflow"), ("AcceptOrdersFunction", "OrdersTable"), ("OrderWorkflow", "ShipmentQueue"),
    ("OrderWorkflow", "ReserveInventoryFunction"), ("OrderWorkflow", "ChargePaymentFunction"), ("OrderWorkflow", "OrderEvents"),
    ("ReserveInventoryFunction", "ProductsTable"), ("ReleaseInventoryFunction", "ProductsTable"),
    ("ChargePaymentFunction", "LedgerTable"), ("RefundPaymentFunction", "LedgerTable"),
    ("ShipmentQueue", "SimulateWarehouseFunction"), ("SimulateWarehouseFunction", "ShipmentsTable"),
    ("OrderEvents", "NotifyCustomerFunction"), ("NotifyCustomerFunction", "NotificationsTable"),
    ("ShipmentDeadLetterQueue", "RecordFailureFunction"), ("EventsDeadLetterQueue", "RecordFailureFunction"),
    ("FailuresQueue", "RecordFailureFunction"), ("RecordFailureFunction", "FailuresTable"), ("ReplayFailuresFunction", "FailuresTable"),
    ("OperateFailuresFunction", "ReplayFailuresFunction"),
]
SHOWN = {"AWS::Serverless::Function", "AWS::Serverless::StateMachine", "AWS::Serverless::Api", "AWS::SQS::Queue",
         "AWS::DynamoDB::Table", "AWS::Events::EventBus"}
WIDTH, HEIGHT, ACROSS, DOWN = 128, 40, 146, 66
STYLE = """
  .ground { fill: #ffffff } .box { fill: #f3f4f6; stroke: #9aa1ab } text { fill: #6b7280; font: 12px sans-serif; text-anchor: middle }
  .arrow { stroke: #c3c8d0; fill: none } .lit { fill: #1f6f43; stroke: #14532d } text.on { fill: #ffffff; font-weight: bold }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117 } .box { fill: #161b22; stroke: #484f58 } text { fill: #8b949e } .arrow { stroke: #30363d }
    .lit { fill: #2ea043; stroke: #56d364 } text.on { fill: #ffffff } }"""


def place():
    return {name: (9 + column * ACROSS, 9 + row * DOWN, lit) for row, names in enumerate(BOXES) for column, (name, lit) in enumerate(names)}


def svg(number):
    boxes = place()
    wide, high = 7 * ACROSS, len(BOXES) * DOWN - 8
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" role="img">', f"<style>{STYLE}\n</style>",
             f'<rect class="ground" width="{wide}" height="{high}" rx="8"/>']
    for start, end in ARROWS:
        (x1, y1, _), (x2, y2, _) = boxes[start], boxes[end]
        parts.append(f'<path class="arrow" d="M{x1 + WIDTH // 2} {y1 + HEIGHT // 2}L{x2 + WIDTH // 2} {y2 + HEIGHT // 2}"/>')
    for name, (x, y, lit) in boxes.items():
        known = lit <= number
        kind = next((kind for kind in ("DeadLetterQueue", "Function", "Queue", "Table") if name.endswith(kind)), "")
        label = re.sub(r"(?<=[a-z])(?=[A-Z])", "-" if kind == "Function" else " ", name.removesuffix(kind) if kind else name).lower()
        what = {"Function": "", "Queue": " queue", "Table": " table", "DeadLetterQueue": " dead letters", "": ""}[kind]
        round_by = {"Function": 4, "": 12}.get(kind, 19)
        parts.append(f'<rect class="box{" lit" if known else ""}" x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="{round_by}"/>'
                     f'<text{" class=" + chr(34) + "on" + chr(34) if known else ""} x="{x + WIDTH // 2}" y="{y + 24}">{label}{what}</text>')
    return "\n".join([*parts, "</svg>", ""])


def findings():
    """What the picture has and the template has not, and the other way."""
    text = (ROOT / "template.yaml").read_text(encoding="utf-8")
    resources = dict(re.findall(r"(?ms)^  (\w+):\n(    .*?)(?=^ {0,2}\S)", text[text.index("\nResources:"):]))
    typed = {name: re.search(r"(?m)^    Type: (\S+)", block) for name, block in resources.items()}
    template = {name for name, kind in typed.items() if kind and kind.group(1) in SHOWN}
    drawn = set(place())
    for name in sorted(template ^ drawn):
        yield f"workshop/tool/picture.py: {name} is {'no box' if name in template else 'in no template'}"
    yield from guide.findings()
    resources["Api"] = resources.get("Api", "") + (ROOT / "api/openapi.yaml").read_text(encoding="utf-8")
    for start, end in ARROWS:
        if not (re.search(rf"\b{end}\b", resources.get(start, "")) or re.search(rf"\b{start}\b", resources.get(end, ""))):
            yield f"workshop/tool/picture.py: nothing in the template leads from {start} to {end}"
    yield from (f"{path.relative_to(ROOT)}: is not as make workshop-pages writes it"
                for path, text in (written() | (tables() if len(modules()) == len(guide.ALL) else {})).items() if not path.is_file() or path.read_text(encoding="utf-8") != text)


def table(folder):
    """The modules, as a page in the folder links to them."""
    rows = [f"| {one.number} | [{one.title}]({(WORKSHOP / 'content' / one.page.parent.name / one.page.name).relative_to(folder)}) "
            f"| {one.minutes} |" for one in modules()]
    return "\n".join(["| | module | minutes |", "|---|---|---|", *rows])


def written():
    """The pictures, which each module's page needs."""
    return {WORKSHOP / f"static/whole-{one.number:02}.svg": svg(one.number) for one in modules()}


def tables():
    """The pages with tables of all modules, and what each then holds."""
    files = guide.written()
    for page in (WORKSHOP / "README.md", WORKSHOP / "content/index.en.md"):
        files[page] = guide.between("modules", page.read_text(encoding="utf-8"), table(page.parent))
    return files


def write():
    for path, text in (written() | tables()).items():
        path.write_text(text, encoding="utf-8")
    return 0
