"""Writes the workshop as Workshop Studio takes it: the same pages, with its paths, its folds, and the repository's URL before what is not in them."""
import os
import pathlib
import re
import shutil
import tempfile

from practice import NotYet, ROOT, WORKSHOP

FENCE = re.compile(r"(?m)^```")
CODE = re.compile(r"(`[^`\n]+`)")
LINK = re.compile(r"\]\(([^)\s#]*)(#[^)\s]*)?\)")
MARKED = re.compile(r"<code>(.*?)</code>")
HTML = re.compile(r"</?[a-z]+[ >]|<!--")
FOLD = ':::expand{{header="{}"}}'


def studio(folder, url):
    """Writes the copy into a folder that is new or empty; the URL is what stands before a path of the repository's, such as …/blob/main."""
    to = pathlib.Path(folder).resolve()
    if not re.fullmatch(r"https?://[^\s)]+", url):
        raise NotYet(f"URL must be where the repository's files are on the web, such as https://…/blob/main, not: {url}")
    if to.is_relative_to(WORKSHOP) or to.is_file() or to.is_dir() and any(to.iterdir()):
        raise NotYet(f"FOLDER must be new or empty, and outside of workshop/: {folder}")
    to.mkdir(parents=True, exist_ok=True)
    shutil.copy2(WORKSHOP / "contentspec.yaml", to)
    shutil.copytree(WORKSHOP / "static", to / "static")
    for page in pages(WORKSHOP):
        there = to / page.relative_to(WORKSHOP)
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_text(exported(page, url.rstrip("/")), encoding="utf-8")
    wrong = [*findings(to, url.rstrip("/"))]
    for finding in wrong:
        print(finding)
    print(f"STUDIO pages={len(pages(to))} findings={len(wrong)}")
    return 1 if wrong else 0


def pages(folder):
    return sorted(folder.glob("content/**/index.en.md"))


def prose(text, change):
    """The text with each part changed that is no fenced block and no code within a line."""
    head, text = re.match(r"(?s)(---\n.*?\n---\n)?(.*)", text).groups("")
    parts = re.split(r"(?ms)(^```.*?^```$)", text)
    return head + "".join("".join(piece if piece.startswith("`") else change(piece) for piece in CODE.split(part))
                          if not FENCE.match(part) else part for part in parts)


def exported(page, url):
    text = re.sub(r"(?m)^```(bash) \w+$", r"```\1", page.read_text(encoding="utf-8"))
    text = re.sub(r"(?m)^<!-- .* -->\n", "", text)
    # It shows no HTML, and takes `:name` for a directive.
    text = prose(text, lambda piece: MARKED.sub(r"`\1`", piece))
    text = prose(text, lambda piece: re.sub(r"(?<=\w):(?=\w)", r"\:", LINK.sub(lambda link: moved(page, link, url), piece)))
    return re.sub(r"(?s)<details><summary>(.*?)</summary>\s*(.*?)\s*</details>", lambda fold: f"{FOLD.format(fold[1])}\n{fold[2]}\n:::", text)


def moved(page, link, url):
    target, anchor = link[1], link[2] or ""
    if not target or "://" in target:
        return link[0]
    path = pathlib.Path(os.path.normpath(page.parent / target))
    if path.is_relative_to(WORKSHOP / "content"):
        to = path.relative_to(WORKSHOP / "content").as_posix().removesuffix("index.en.md").rstrip("/")
        return f"](/{to}{anchor})"
    if path.is_relative_to(WORKSHOP / "static"):
        return f"](/{path.relative_to(WORKSHOP).as_posix()})"
    return f"]({url}/{path.relative_to(ROOT).as_posix()}{anchor})"


def findings(folder, url):
    """What of the copy leads nowhere, or would be shown as it stands."""
    for page in pages(folder):
        name = page.relative_to(folder)
        text, rest = page.read_text(encoding="utf-8"), []
        if not re.match(r'---\ntitle: "[^"\n]+"\nweight: \d+\n---\n', text):
            yield f"{name}: must begin with its title and weight"
        prose(text, lambda piece: rest.append(piece) or piece)
        for target, _ in LINK.findall("".join(rest)):
            if "://" in target and not target.startswith(url) or not target:
                continue
            there = (ROOT / target.removeprefix(f"{url}/") if target.startswith(f"{url}/") else folder / target[1:] if target.startswith("/static/")
                     else folder / "content" / target[1:] / "index.en.md" if target.startswith("/") else None)
            if there is None or not there.exists():
                yield f"{name}: leads nowhere: {target}"
        plain = re.sub(r"(?m)^:::expand\{header=\"[^\"\n]+\"\}\n((?:(?!:::).*\n)+):::$", r"\1", LINK.sub("]", "".join(rest)))
        yield from (f"{name}: Workshop Studio shows no HTML: {found}" for found in HTML.findall(plain))
        yield from (f"{name}: is taken for a directive: {found}" for found in re.findall(r"(?m)^:::.*$|(?<!\\):\w+", plain))


def self_test():
    """Finds what is planted into a copy: each would be shown wrongly, or lead nowhere."""
    url = "https://example.com/blob/main"
    with tempfile.TemporaryDirectory() as folder:
        to = pathlib.Path(folder, "copy")
        page = to / "content/index.en.md"
        if studio(to, url):
            return 1
        right = page.read_text(encoding="utf-8")
        for wrong in ("[a](../b.md)", "[a](/no-page)", "![a](/static/none.svg)", f"[a]({url}/none.md)", "<details>", ":::expand{header=\"a\"}\nopen",
                      ":::expand{header=\"a\"}\nsee <code>b</code>\n:::", "a ratio of a:b"):
            page.write_text(f"{right}\n{wrong}\n", encoding="utf-8")
            if not [*findings(to, url)]:
                print(f"Found nothing wrong with {wrong!r}")
                return 1
    return 0
