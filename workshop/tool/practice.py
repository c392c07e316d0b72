"""A reader's modules: what `make check`, `make solution` and `make reset` do, and where the reader stands."""
import datetime
import importlib.util
import json
import pathlib
import re
import subprocess

from cloud import Cloud, CloudError

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORKSHOP = ROOT / "workshop"
SOURCES = ["functions", "libs", "statemachines", "api", "template.yaml", "settings", "extensions"]
NO_SOURCE = re.compile(r"/src/test/|\.md$|/alarms\.yaml$|/target/")


class NotYet(Exception):
    """What a check misses, for the reader."""


def git(*arguments, check=True):
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    if check and done.returncode:
        raise NotYet(f"git {arguments[0]}: {done.stderr.strip()}")
    return done.stdout


class Module:
    def __init__(self, page):
        self.page = page
        self.number = int(page.parent.name[:2])
        self.static = WORKSHOP / f"static/{self.number:02}"
        text = page.read_text(encoding="utf-8")
        self.title = re.search(r'(?m)^title: "\d+\. (.*)"$', text).group(1)
        self.minutes = int(re.search(r"(?m)^\| Time \| (\d+) minutes \|$", text).group(1))
        self.orders = int(re.search(r"(?m)^\| On AWS \| (\d+) orders?\b", text).group(1))

    def judge(self):
        """The module's check: a Python file, so that it can ask a running cloud whatever it likes."""
        path = WORKSHOP / f"checks/m{self.number:02}.py"
        spec = importlib.util.spec_from_file_location(path.stem, path)
        judge = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(judge)
        return judge

    def solution(self):
        own = self.static / "solution.patch"
        named = getattr(self.judge(), "SOLUTION", None)
        return ROOT / named if named else own if own.is_file() else None

    def files(self):
        """What the module lets the reader change."""
        patches = [*self.static.glob("*.patch"), *filter(None, [self.solution()])]
        patches += [ROOT / path for path in getattr(self.judge(), "PATCHES", [])]
        touched = {found for patch in patches
                   for found in re.findall(r"(?m)^diff --git a/(\S+) b/", patch.read_text(encoding="utf-8"))}
        return sorted(touched | set(getattr(self.judge(), "FILES", [])))


def modules():
    return [Module(page) for page in sorted(WORKSHOP.glob("content/[0-9][0-9]-*/index.en.md"))]


def module(number):
    found = [one for one in modules() if str(one.number) == number]
    if not found:
        raise NotYet(f"There is no module {number}; there are: {' '.join(str(one.number) for one in modules())}")
    return found[0]


class It:
    """What a check may ask; the first thing that is missing ends it."""

    def __init__(self):
        self.cloud = Cloud()

    @staticmethod
    def must(holds, missing, at=None):
        """Ends the check with what is missing unless it holds; at is a file, and texts of which one shows the line."""
        if not holds:
            raise NotYet(missing + (f"\n  look at {line(*at)}" if at else ""))

    def is_what_runs(self):
        """The running cloud has been started after the last change of what it runs."""
        started = self.cloud.started()
        path, changed = newest_source()
        self.must(changed <= started, f"The running cloud is older than {path}, which has changed since. "
                                      "Stop it with Ctrl-C and start it again: make run")


def line(path, *texts):
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines() if (ROOT / path).is_file() else []
    for text in texts:
        for number, found in enumerate(lines, 1):
            if text in found:
                return f"{path}:{number}"
    return path


def newest_source():
    listed = git("ls-files", "-co", "--exclude-standard", "--", *SOURCES).splitlines()
    files = [ROOT / path for path in listed if not NO_SOURCE.search(path) and (ROOT / path).is_file()]
    newest = max(files, key=lambda file: file.stat().st_mtime)
    return newest.relative_to(ROOT), datetime.datetime.fromtimestamp(newest.stat().st_mtime, datetime.timezone.utc)


def check(number):
    one = module(number)
    try:
        holds = one.judge().check(It())
    except (NotYet, CloudError) as error:
        print(f"MODULE {number} does not hold: {error}")
        return 1
    done = passed() | {number: datetime.datetime.now().isoformat(timespec="seconds")}
    progress().write_text(json.dumps(done), encoding="utf-8")
    print(f"MODULE {number} holds: {holds}")
    return 0


def reset(number):
    files = module(number).files()
    changed = [entry[3:].strip('"') for entry in git("status", "--porcelain", "-uall", "--no-renames", "--", *files).splitlines()]
    if changed:
        git("stash", "push", "--include-untracked", "-m", f"workshop module {number}", "--", *changed)
        print(f"Put aside: {' '.join(changed)}\nTo have it back: git stash pop")
    print(f"MODULE {number} is as at its beginning, but for what you have committed.")
    return 0


def solution(number):
    reset(number)
    patch = module(number).solution()
    if patch:
        if not applies(patch):
            raise NotYet(f"{patch.relative_to(ROOT)} does not fit what you have committed")
        print(f"Applied {patch.relative_to(ROOT)}")
    else:
        print("What was there at the beginning is the solution.")
    return 0


def applies(patch):
    """Whether the patch fits; without its context if need be, for in a renamed clone imports have another order."""
    return any(not subprocess.run(["git", "apply", *flags, patch], cwd=ROOT, capture_output=True).returncode
               for flags in ([], ["-C0"]))


def progress():
    return ROOT / git("rev-parse", "--git-path", "orderly-workshop.json").strip()


def passed():
    return json.loads(progress().read_text(encoding="utf-8")) if progress().is_file() else {}


def show():
    done = passed()
    following = next((one.number for one in modules() if str(one.number) not in done), None)
    for one in modules():
        mark = "done" if str(one.number) in done else "next" if one.number == following else ""
        print(f"{one.number:>2}  {mark:<4}  {one.minutes:>3} min  {one.title:<50}  {one.page.relative_to(ROOT)}")
    print("Read a module's page, do it, and let it be judged: make check MODULE=n")
    return 0
