"""Reads the workshop's pages, and lints them: their shape, their links, what they quote."""
import dataclasses
import re
import subprocess

import guide
import picture
from practice import ROOT, WORKSHOP, modules

LAST = ["Break it", "See it fail", "Mend it", "See it hold", "On AWS", "Clean up", "Remember"]
HEAD = ["Time", "Level", "You need", "You build", "On AWS"]
KINDS = ("bash", "bash fails", "bash terminal", "bash aws", "text", "java", "yaml", "json", "diff")
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s#]+)(?:#[^)]*)?\)")


@dataclasses.dataclass
class Block:
    kind: str
    text: str
    line: int
    expected: str | None = None  # of a command: what the text block right after it shows


def blocks(page):
    """The page's fenced blocks in order; what a command should print hangs on the command."""
    found, open_block, gap = [], None, ""
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        if open_block is None and line.startswith("```"):
            open_block = Block(line[3:].strip(), "", number)
        elif open_block is not None and line == "```":
            if open_block.kind == "text" and found and found[-1].kind.startswith("bash") and not gap.strip():
                found[-1].expected = open_block.text
            else:
                found.append(open_block)
            open_block, gap = None, ""
        elif open_block is not None:
            open_block.text += line + "\n"
        else:
            gap += line
    return found


def lint():
    findings = [finding for one in modules() for finding in of_module(one)]
    findings += [f"workshop/content: there is no module {number}" for number in guide.ALL if number not in {one.number for one in modules()}]
    findings += [*picture.findings()]
    for finding in findings:
        print(finding)
    print(f"WORKSHOP modules={len(modules())} findings={len(findings)}")
    return 1 if findings else 0


def of_module(one):
    name = one.page.relative_to(ROOT)
    text = one.page.read_text(encoding="utf-8")
    headings = re.findall(r"(?m)^## (.*)$", re.sub(r"(?ms)^```.*?^```$", "", text))
    if len(text.splitlines()) > 150:
        yield f"{name}: more than 150 lines"
    if headings[-len(LAST):] != LAST or len(headings) == len(LAST):
        yield f"{name}: must have steps, and then the headings {', '.join(LAST)}"
    if re.findall(r"(?m)^\| ([\w ]+) \| ", text)[: len(HEAD)] != HEAD:
        yield f"{name}: its head must have the rows {', '.join(HEAD)}"
    if f"whole-{one.number:02}.svg)" not in text or "(read/index.en.md)" not in text:
        yield f"{name}: must show its picture and lead to the page for those who only read"
    if f"weight: {one.number}0\n" not in text:
        yield f"{name}: its weight must be {one.number}0"
    remember = text.rsplit("## Remember", 1)[-1].strip()
    if not re.fullmatch(r"\*\*[^.\n]+\.\*\*", remember):
        yield f"{name}: what to remember is one sentence in bold"
    if f"| On AWS | {on_aws(one)} |" not in text:
        yield f"{name}: On AWS must be: {on_aws(one)}"
    for fold, after in re.findall(r"(?s)<details>(.*?)</details>(\n[^\n]*)", text):
        # GitHub takes a fold for HTML up to the first empty line, and shows Markdown until there as it stands.
        if re.search(r"`|\]\(|\*\*|\n\s*\n", fold) or after != "\n":
            yield f"{name}: a fold is HTML, with <code> and no Markdown, and an empty line comes after it and none within"
    yield from of_reading(one)
    yield from of_clean_up(name, text)
    yield from of_blocks(one, name, text)
    yield from of_links(one, name, text)


def of_reading(one):
    page = one.page.parent / "read/index.en.md"
    if not page.is_file() or len(page.read_text(encoding="utf-8").splitlines()) > 40 or "```bash" in page.read_text(encoding="utf-8"):
        yield f"{page.relative_to(ROOT)}: must be there, with at most 40 lines and no command"


def of_clean_up(name, text):
    """That what the page deploys is taken back: an extension deleted, and a parameter set again, for a deployment keeps what it does not name."""
    before, _, after = text.partition("\n## Clean up\n")
    for extension in re.findall(r"\bmake deploy EXTENSION=([\w-]+)", before):
        if f"make delete EXTENSION={extension}" not in after:
            yield f"{name}: Clean up must have make delete EXTENSION={extension}"
    for overrides in re.findall(r'\bmake deploy DEPLOY_ARGS="--parameter-overrides ([^"]*)"', before):
        for parameter in re.findall(r"(\w+)=", overrides):
            if parameter not in ("Stage", "LogRetentionDays") and f" {parameter}=" not in after and "make delete CONFIG_ENV=dev" not in after:
                yield f"{name}: Clean up must deploy {parameter} with its default, or delete the stack"


def of_blocks(one, name, text):
    found = blocks(one.page)
    for block in found:
        if block.kind not in KINDS:
            yield f"{name}:{block.line}: a block is one of {', '.join(KINDS)}"
        if block.kind == "text":
            yield f"{name}:{block.line}: what a command prints follows it at once"
        if block.kind == "bash aws":
            yield from of_aws(block, name)
    check, solve = f"make check MODULE={one.number}", f"make solution MODULE={one.number}\n"
    fails = [at for at, block in enumerate(found) if block.kind == "bash fails" and check in block.text]
    holds = [at for at, block in enumerate(found) if block.kind == "bash" and block.text.strip() == check]
    solves = [at for at, block in enumerate(found) if block.kind == "bash" and solve in block.text]
    if not fails or not holds or not fails[0] < holds[-1] or found[fails[0]].expected is None:
        yield f"{name}: the check must be seen to fail, with what it says, and then to hold"
    if one.static.is_dir() and [*one.static.glob("*.patch")] and not (fails and solves and holds and fails[0] < solves[0] < holds[-1]):
        yield f"{name}: the solution comes between the check that fails and the one that holds"
    for patch in [*one.static.glob("*.patch"), *filter(None, [one.solution()])]:
        fits = [not subprocess.run(["git", "apply", "--check", "-C0", *flags, patch], cwd=ROOT, capture_output=True).returncode
                for flags in ([], ["-R"])]
        if not any(fits) and patch.name != "solution.patch":
            yield f"{patch.relative_to(ROOT)}: does not fit"


def of_aws(block, name):
    makefiles = "\n".join(path.read_text(encoding="utf-8") for path in [ROOT / "Makefile", *ROOT.glob("extensions/*/commands.mk")])
    for target in re.findall(r"\bmake (?:-s )?([a-z][a-z-]*)", block.text):
        if not re.search(rf"(?m)^{target}:", makefiles):
            yield f"{name}:{block.line}: there is no make {target}"
    for variable in re.findall(r"\bmake [^\n|;]*?\b([A-Z_]+)=", block.text):
        if f"$({variable})" not in makefiles and f"need-{variable}" not in makefiles:
            yield f"{name}:{block.line}: make knows no {variable}"


def of_links(one, name, text):
    """That a link leads somewhere, RepositoryTextTest holds; here, that what it names and the page quotes is there."""
    linked = {}
    for image, label, target in LINK.findall(text):
        path = (one.page.parent / target).resolve()
        if not image and path.is_file() and path.suffix != ".md":
            linked[path] = path.read_text(encoding="utf-8")
            said = re.fullmatch(r"`([^`]+)`", label)
            word = said and re.split(r"[./#]", said.group(1).removesuffix(path.suffix).removesuffix("()"))[-1]
            if word and word not in linked[path] and word not in path.name:
                yield f"{name}: {path.relative_to(ROOT)} has no {word}"
    squeezed = {re.sub(r"\s+", "", text) for text in linked.values()}
    for block in blocks(one.page):
        for line in block.text.splitlines() if block.kind in ("java", "yaml", "json") else []:
            if line.strip() != "..." and not any(re.sub(r"\s+", "", line) in text for text in squeezed):
                yield f"{name}:{block.line}: no linked file has the line {line.strip()}"


def on_aws(one):
    """What a guest's orders cost, by docs/costs, and what the module starts beside them."""
    orders = one.orders
    million = re.search(r"\*\*in all\*\* \| \*\*([\d,.]+)\*\*", (ROOT / "docs/costs/README.md").read_text(encoding="utf-8")).group(1)
    dollars = orders * float(million.replace(",", "")) / 1_000_000 + guide.BESIDE_ORDERS.get(one.number, 0)
    return f"{orders} order{'' if orders == 1 else 's'}, " + (f"${dollars:.2f}" if dollars >= 0.01 else "under $0.01" if orders else "nothing")
