"""Walks through modules as a reader does, in a copy of the checkout: runs every command and compares what it prints."""
import os
import pathlib
import queue
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from pages import blocks
from practice import ROOT, module, modules

SECONDS_OF_A_BLOCK = 400
COMPILED = ("classes", "generated-sources", "maven-archiver", "maven-status", "lib", "function", "functions", "extensions", "jars")
# What differs from run to run, and what stands for it on both sides.
MASKS = [(re.compile(pattern), mask) for pattern, mask in [
    (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "<id>"),
    (r"\b[0-9a-f]{24,64}\b", "<id>"),
    (r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?", "<time>"),
    (r"\bey[\w-]+\.[\w-]+\.[\w-]+", "<token>"),
    (r"\+?\b\d+(\.\d+)?\s?(ms|s|seconds|min|minutes|KB|MB)\b", "<n> \\2"),
    (r"(?m)^( +)\d+\.\d{3}\b", "\\1<n>"),
    (r"([\w/-]+\.[a-z]+):\d+", "\\1:<line>"),
    (r"stash@\{\d+\}", "stash@{<n>}"),
    (r"[ \t]+", " "),
]]


def masked(text):
    for pattern, mask in MASKS:
        text = pattern.sub(mask, text)
    return [line.strip() for line in text.splitlines() if line.strip()]


def missing(expected, printed):
    """The first line that should be there and is not, or None. `...` stands for any lines, and at a line's end for its rest."""
    lines, at, anywhere = masked(printed), 0, False
    for line in masked(expected):
        if line == "...":
            anywhere = True
            continue
        fits = (lambda found, line=line: found.startswith(line[:-3].rstrip())) if line.endswith("...") else line.__eq__
        rest = range(at, len(lines)) if anywhere else range(at, min(at + 1, len(lines)))
        found = next((index for index in rest if fits(lines[index])), None)
        if found is None:
            return line
        at, anywhere = found + 1, False
    return None if anywhere or at == len(lines) else f"nothing more, but there is: {lines[at]}"


class Failed(Exception):
    """A page says what is not so."""


class Copy:
    """The checkout with what was built of it, as a repository of one commit."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="workshop-")).resolve()
        for path in subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, check=True,
                                   capture_output=True, text=True).stdout.splitlines():
            if (ROOT / path).is_file():
                (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / path, self.folder / path)
        for target in [ROOT / "target", *ROOT.glob("*/target"), *ROOT.glob("*/*/target"), *ROOT.glob("extensions/*/*/target"), *ROOT.glob("extensions/*/*/*/target")]:
            self._copy_built(target)
        # Its functions start from the archives that the checkout's have made.
        archives = ROOT / "target/class-archives"
        archives.mkdir(parents=True, exist_ok=True)
        (self.folder / "target/class-archives").symlink_to(archives)
        self.git("init", "-q")
        self.git("config", "user.name", "Reader")
        self.git("config", "user.email", "reader@example.com")
        self.git("add", "--all")
        self.git("commit", "-q", "-m", "Begin the workshop")

    def needs_no_build(self, environment):
        """The copy has all that was built of the checkout: until something is changed, no command waits for a build."""
        printed = subprocess.run(["make", "-s", "build"], cwd=self.folder, env=environment, check=True, text=True,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout
        if printed:
            sys.exit(f"Nothing was changed in the copy of the checkout, and `make build` does something there:\n{printed}")

    def _copy_built(self, target):
        for path in target.iterdir():
            to = self.folder / path.relative_to(ROOT)
            if path.is_dir() and path.name in COMPILED:
                shutil.copytree(path, to, symlinks=True, copy_function=link_or_copy)
            elif path.suffix in (".stamp", ".jar") or path.name == "build.started":
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, to)
        # The compiler plugin lists its sources with their folder: moved, they would all be new.
        for file in (self.folder / target.relative_to(ROOT)).glob("maven-status/**/*.lst"):
            stat = file.stat()
            file.write_text(file.read_text(encoding="utf-8").replace(f"{ROOT}/", f"{self.folder}/"), encoding="utf-8")
            os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))

    def state(self):
        """Whether this differs from before says whether a file was written, added or deleted."""
        paths = self.git("ls-files", "-co", "--exclude-standard").splitlines()
        return [(path, (self.folder / path).lstat().st_mtime_ns) for path in paths if (self.folder / path).exists()]

    def git(self, *arguments):
        return subprocess.run(["git", *arguments], cwd=self.folder, check=True, capture_output=True, text=True).stdout


def link_or_copy(path, to):
    """The jars below target are replaced by a build, and may be links. What Maven has made it would write into."""
    if path.startswith(f"{ROOT}/target/") and path.endswith(".jar"):
        try:
            os.link(path, to)
            return
        except OSError:
            pass  # to another file system
    shutil.copy2(path, to)


class Terminal:
    """A bash whose commands are typed one block after another; one block runs at a time."""

    def __init__(self, folder, environment):
        self.process = subprocess.Popen(["bash", "--norc", "--noprofile"], cwd=folder, env=environment, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        start_new_session=True, errors="replace")
        self.lines, self.printed = queue.Queue(), ""
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def type(self, command):
        self.printed = ""
        self.process.stdin.write(command)
        self.process.stdin.flush()

    def until(self, condition, seconds):
        """Reads on until the condition holds of what was printed; False if it ends or takes longer."""
        end = time.monotonic() + seconds
        while not condition(self.printed):
            try:
                line = self.lines.get(timeout=max(0.01, end - time.monotonic()))
            except queue.Empty:
                return False
            if line is None:
                return condition(self.printed)
            self.printed += line
        return True

    def run(self, command):
        """A block's exit code: that of its first command that failed, or 0."""
        self.type(f"failed=0; trap 'failed=$?' ERR\n{{\n{command}\n}} </dev/null\ntrap - ERR; printf '\\n@end %s\\n' $failed\n")
        if not self.until(lambda printed: re.search(r"(?m)^@end \d+\n", printed), SECONDS_OF_A_BLOCK):
            raise Failed(f"did not end within {SECONDS_OF_A_BLOCK} s:\n{self.printed}")
        self.printed, code = re.match(r"(?s)(.*)\n@end (\d+)\n", self.printed).groups()
        return int(code)

    def close(self):
        """Waits for its children too: what is started next may want their ports."""
        group = os.getpgid(self.process.pid)
        for how in (signal.SIGTERM, signal.SIGKILL):
            end = time.monotonic() + 20
            try:
                os.killpg(group, how)
                while time.monotonic() < end:
                    self.process.poll()
                    os.killpg(group, 0)
                    time.sleep(0.05)
            except ProcessLookupError:
                return


class Walk:
    def __init__(self, copy):
        self.copy = copy
        self.ports = {"3000": free_port(), "4566": free_port()}
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "AWS_"))}
        self.environment = kept | {"API_PORT": self.ports["3000"], "AWS_ENDPOINT_PORT": self.ports["4566"], "NO_COLOR": "1"}
        self.terminals, self.started = {}, {}

    def module(self, one):
        """Answers whether the break was found and whether the solution held; raises where the page is wrong."""
        reader = Terminal(self.copy.folder, self.environment)
        page = one.page.relative_to(ROOT)
        seen = set()
        try:
            for block in blocks(self.copy.folder / page):
                started = time.monotonic()
                try:
                    self.block(block, reader)
                except Failed as error:
                    raise Failed(f"{page}:{block.line}: {block.text.strip()}\n{error}") from None
                if block.kind.startswith("bash") and block.kind != "bash aws":
                    print(f"{time.monotonic() - started:12.1f} s  {block.text.splitlines()[0]}", file=sys.stderr)
                if f"make check MODULE={one.number}" in block.text:
                    seen.add(block.kind)
            reader.run(f"make reset MODULE={one.number}")
            left = self.copy.git("status", "--porcelain")
            if left:
                raise Failed(f"{page}: is not as it was after make reset:\n{left}")
            return "bash fails" in seen, "bash" in seen
        finally:
            reader.close()
            for name in [name for name in self.terminals if name != "make run"]:
                self.stop(name)

    def end(self):
        for name in list(self.terminals):
            self.stop(name)

    def block(self, block, reader):
        command = self.here(block.text)
        if block.kind == "bash terminal":
            self.in_a_terminal(command, block.expected)
        elif block.kind in ("bash", "bash fails"):
            code = reader.run(command)
            if (code != 0) != (block.kind == "bash fails"):
                raise Failed(f"ended with {code}:\n{reader.printed}")
            self.compare(block.expected, reader.printed)

    def in_a_terminal(self, command, expected):
        target = " ".join(command.split()[:2])
        now = (command, self.copy.state())
        if target == "make run" and target in self.terminals and self.started[target] == now:
            return  # as the module before has left it, with nothing changed since
        if target in self.terminals:
            self.stop(target)
        self.started[target] = now
        terminal = self.terminals[target] = Terminal(self.copy.folder, self.environment)
        terminal.type(command)
        shown = [line for line in masked(expected or "READY ...") if line != "..."]
        if not terminal.until(lambda printed: not missing("...\n" + "\n...\n".join(shown) + "\n...", self.there(printed)), SECONDS_OF_A_BLOCK):
            raise Failed(f"did not print {shown}:\n{terminal.printed[-3000:]}")

    def stop(self, target):
        """Its shell may end before what it started does, and the next one needs the ports."""
        self.terminals.pop(target).close()
        end = time.monotonic() + 60
        while any(listens(port) for port in self.ports.values()) and time.monotonic() < end:
            time.sleep(0.2)

    def compare(self, expected, printed):
        lacks = missing(expected, self.there(printed)) if expected is not None else None
        if lacks:
            raise Failed(f"should print: {lacks}\nprinted:\n{printed}")

    def here(self, text):
        for documented, port in self.ports.items():
            text = text.replace(f"127.0.0.1:{documented}", f"127.0.0.1:{port}")
        return text

    def there(self, text):
        for documented, port in self.ports.items():
            text = re.sub(rf"\b{port}\b", documented, text)
        return text.replace(f"{self.copy.folder}/", "").replace(str(self.copy.folder), ".")


def listens(port):
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", int(port))) == 0


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return str(taken.getsockname()[1])


def test(numbers):
    chosen = [module(number) for number in numbers] or modules()
    subprocess.run(["make", "-s", "build"], cwd=ROOT, check=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is stopped
    copy, passed, begun = Copy(), 0, time.monotonic()
    print("module  minutes  break found  solution passes")
    walk = Walk(copy)
    try:
        copy.needs_no_build(walk.environment)
        for one in chosen:
            started, found, holds, wrong = time.monotonic(), False, False, ""
            try:
                found, holds = walk.module(one)
                passed += found and holds
            except Failed as error:
                wrong = f"\n{error}"
                walk.end()
                copy.git("reset", "-q", "--hard")
                copy.git("clean", "-qfd")
            minutes = (time.monotonic() - started) / 60
            print(f"{one.number:>6}  {minutes:7.1f}  {'yes' if found else 'no':<11}  {'yes' if holds else 'no'}{wrong}", flush=True)
    finally:
        walk.end()
        shutil.rmtree(copy.folder, ignore_errors=True)
    print(f"WORKSHOP modules={len(chosen)} passed={passed} minutes={(time.monotonic() - begun) / 60:.0f}")
    return 0 if passed == len(chosen) else 1


def self_test():
    """The comparison finds what is wrong: each of these would be passed over by one that is too kind."""
    right = "one 12 ms\ntwo 0199c0de-0000-7000-8000-000000000001\nthree"
    for expected, lacks in [
            ("one 7 ms\ntwo c87f1734-d36e-4bd5-99ab-cdc4a059b76e\nthree", False), ("one 7 ms\n...\nthree", False), ("one ...\n...", False),
            ("one 7 ms\nthree", True), ("two ...\n...", True), ("one 7 s\n...", True), ("...\ntwo ...", True), ("...\nthree\none 7 ms", True),
            ("...\nfour", True), ("", True)]:
        if bool(missing(expected, right)) != lacks:
            print(f"Compared wrongly: {expected!r}")
            return 1
    return 0
