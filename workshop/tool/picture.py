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
FITS = 18  # letters of a bold line in a box; a longer label has two lines
# What is read or followed, on what, and the least contrast by WCAG 2: 4.5 for text, 3 for lines.
LIGHT = {"ground": "#ffffff", "box": "#f3f4f6", "edge": "#8a919c", "text": "#5b6472", "arrow": "#8a919c", "lit": "#1f6f43", "rim": "#14532d", "on": "#ffffff"}
DARK = {"ground": "#0d1117", "box": "#161b22", "edge": "#6e7681", "text": "#9aa4af", "arrow": "#6e7681", "lit": "#1f7a37", "rim": "#56d364", "on": "#ffffff"}
CONTRASTS = [("text", "box", 4.5), ("on", "lit", 4.5), ("arrow", "ground", 3), ("edge", "ground", 3)]
COLOURS = (".ground {{ fill: {ground} }} .box {{ fill: {box}; stroke: {edge} }} text {{ fill: {text} }} .arrow {{ stroke: {arrow}; fill: none }} "
           ".lit {{ fill: {lit}; stroke: {rim} }} text.on {{ fill: {on}; font-weight: bold }}")
STYLE = f"""
  text {{ font: 12px sans-serif; text-anchor: middle }}
  {COLOURS.format(**LIGHT)}
  @media (prefers-color-scheme: dark) {{
    {COLOURS.format(**DARK)} }}"""


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
        lines = [label + what] if len(label + what) <= FITS else [label, what.strip()]
        parts.append(f'<rect class="box{" lit" if known else ""}" x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="{round_by}"/>')
        parts += [f'<text{" class=" + chr(34) + "on" + chr(34) if known else ""} x="{x + WIDTH // 2}" y="{y + 31 - 7 * len(lines) + 14 * at}">{line}</text>'
                  for at, line in enumerate(lines)]
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
    for colours in (LIGHT, DARK):
        for name, on, least in CONTRASTS:
            if contrast(colours[name], colours[on]) < least:
                yield f"workshop/tool/picture.py: {name} {colours[name]} can hardly be seen on {on} {colours[on]}"
    yield from guide.findings()
    resources["Api"] = resources.get("Api", "") + (ROOT / "api/openapi.yaml").read_text(encoding="utf-8")
    for start, end in ARROWS:
        if not (re.search(rf"\b{end}\b", resources.get(start, "")) or re.search(rf"\b{start}\b", resources.get(end, ""))):
            yield f"workshop/tool/picture.py: nothing in the template leads from {start} to {end}"
    yield from (f"{path.relative_to(ROOT)}: is not as make workshop-pages writes it"
                for path, text in (written() | tables()).items() if not path.is_file() or path.read_text(encoding="utf-8") != text)


def contrast(one, other):
    """Of two colours, as WCAG 2 computes it: from 1, the same, to 21."""
    def luminance(colour):
        parts = [int(colour[at:at + 2], 16) / 255 for at in (1, 3, 5)]
        return sum(weight * (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
                   for weight, part in zip((0.2126, 0.7152, 0.0722), parts))
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


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
