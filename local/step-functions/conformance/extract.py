#!/usr/bin/env python3
"""Take the cases out of a checkout of localstack/localstack, and compare them with those kept here.

    python3 extract.py CHECKOUT OUT [--cases DIR]

Runs each test that a case names, with stand-ins for AWS, for pytest and for all of LocalStack but the tests' own
helpers; notes which definition it starts with which input; takes AWS's answer from the `*.snapshot.json` beside the test.
Writes OUT/<group>.json. Exit code 1 when a case is not found or differs. Python 3.11+; json5 is used if it is there.
"""
import argparse, collections, copy, importlib.abc, importlib.machinery, importlib.util, inspect, json, os, re, sys, types

FOLDER = "tests/aws/services/stepfunctions"
# of LocalStack itself, only this helper of the tests is run as it is
REAL = {"localstack.testing.pytest.stepfunctions.utils":
        "localstack-core/localstack/testing/pytest/stepfunctions/utils.py"}
STAND_INS = {"localstack", "localstack_snapshot", "botocore", "boto3", "jsonpath_ng", "rolo", "moto", "pytest", "yaml",
             "requests", "werkzeug", "aws_cdk", "cbor2", "dateutil", "plux", "cryptography", "docker", "pytest_httpserver",
             "deepdiff", "jsonschema", "dotenv"}


class Anything:
    """Takes every use that a test may make of something that does not matter here."""

    def __init__(self, *_, **__): pass
    def __call__(self, *_, **__): return Anything()
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything()
    def __getitem__(self, _): return Anything()
    def __iter__(self): return iter(())
    def __len__(self): return 0
    def __bool__(self): return True
    def __str__(self): return "anything"
    __repr__ = __str__
    def __format__(self, _): return "anything"
    def __or__(self, _): return Anything()
    __ror__ = __or__
    def __eq__(self, _): return True
    def __hash__(self): return 0
    def __enter__(self): return self
    def __exit__(self, *_): return None
    def __mro_entries__(self, _): return (object,)


class AnyClass(type):
    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return name if name.isupper() else Anything()  # a constant of an enumeration is its name


class Mark:
    """pytest.mark and LocalStack's markers: notes parameters and `aws.validated`, passes on the rest."""

    def __getattr__(self, name):
        return Mark() if name != "validated" else _validated
    def __call__(self, *args, **kwargs):
        return args[0] if len(args) == 1 and not kwargs and (inspect.isfunction(args[0]) or inspect.isclass(args[0])) else (lambda x: x)


def _validated(test):
    test.aws_validated = True
    return test


class Param:
    def __init__(self, *values, id=None, marks=()):
        self.values, self.id = values, id


def _parametrize(names, values, ids=None, **_):
    names = [n.strip() for n in names.split(",")] if isinstance(names, str) else list(names)

    def decorate(test):
        test.parameters = getattr(test, "parameters", []) + [(names, list(values), ids)]
        return test
    return decorate


class PytestMark(Mark):
    def __getattr__(self, name):
        return _parametrize if name == "parametrize" else Mark()


def _stand_in(name):
    module = types.ModuleType(name)
    module.__path__ = []
    uid = iter(range(10**9))
    special = {
        "pytest": {"mark": PytestMark(), "param": Param, "fixture": lambda *a, **k: a[0] if a and callable(a[0]) else (lambda f: f),
                   "raises": lambda *a, **k: Anything()},
        "localstack.testing.pytest": {"markers": Mark()},
        "localstack.testing.aws.util": {"is_aws_cloud": lambda: True},
        "localstack.utils.strings": {"short_uid": lambda: f"{next(uid):08x}"},
        "localstack.services.stepfunctions.asl.utils.encoding": {"to_json_str": json.dumps},
    }.get(name, {})
    module.__dict__.update(special)
    module.__getattr__ = lambda attribute: _missing(attribute)
    return module


def _missing(attribute):
    if attribute.startswith("__"):
        raise AttributeError(attribute)
    if attribute.endswith(("Error", "Exception")):
        return type(attribute, (Exception,), {})
    return AnyClass(attribute, (Anything,), {}) if attribute[:1].isupper() else Anything()


class StandIns(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, checkout):
        self.checkout = checkout

    def find_spec(self, name, path=None, target=None):
        if name in REAL:
            file = os.path.join(self.checkout, REAL[name])
            if os.path.exists(file):
                return importlib.util.spec_from_file_location(name, file)
        if name.split(".")[0] in STAND_INS or name == "json5" and not _has_json5:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        if spec.name == "json5":
            module = types.ModuleType("json5")
            module.load = lambda f: json5(f.read())
            module.loads = json5
            return module
        return _stand_in(spec.name)

    def exec_module(self, module): pass


try:
    _has_json5 = importlib.util.find_spec("json5") is not None
except ValueError:
    _has_json5 = False

TOKEN = re.compile(r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[A-Za-z_$][\w$]*|,(?=(?:\s|//[^\n]*|/\*.*?\*/)*[}\]])""", re.S)


def json5(text):
    """The part of JSON5 that the templates use: comments, trailing commas, single quotes, names as keys."""
    def plain(m):
        t = m.group()
        if t[0] == "/" or t == ",":
            return ""
        if t[0] == "'":
            return json.dumps(t[1:-1].replace("\\'", "'").encode().decode("unicode_escape") if "\\" in t else t[1:-1])
        return t if t[0] == '"' or t in ("true", "false", "null") or re.match(r"[eE]\d", t) else json.dumps(t)
    return json.loads(TOKEN.sub(plain, text))


class History(dict):
    """What get_execution_history gives; the snapshot knows its execution again."""


class Recorder:
    """Takes the place of AWS, its fixtures and the snapshot of one test."""

    def __init__(self):
        self.definitions, self.runs, self.keys, self.case_lists = {}, [], {}, []

    def create_state_machine(self, *_, **request):
        arn = f"arn:aws:states:::stateMachine:{len(self.definitions)}"
        self.definitions[arn] = request.get("definition")
        return collections.defaultdict(Anything, stateMachineArn=arn)

    def start_execution(self, **request):
        self.runs.append((self.definitions.get(request.get("stateMachineArn")), request.get("input", "{}")))
        return collections.defaultdict(Anything, executionArn=f"arn:aws:states:::execution:{len(self.runs) - 1}")

    def history(self, **request):
        history = History(events=[])
        history.run = int(str(request.get("executionArn", "-1")).rsplit(":", 1)[-1])
        return history

    def match(self, key, value=None):
        if isinstance(value, History):
            self.keys.setdefault(value.run, key)
        elif isinstance(value, list) and key == "cases":
            self.case_lists.append(len(value))

    def fixture(self, name):
        client = Anything()
        client.__dict__["stepfunctions"] = sfn = Anything()
        sfn.__dict__.update(create_state_machine=self.create_state_machine, start_execution=self.start_execution,
                            get_execution_history=self.history)
        snapshot = Anything()
        snapshot.__dict__["match"] = self.match
        return {"create_state_machine": self.create_state_machine, "sfn_snapshot": snapshot}.get(name, client)


def parameter_sets(test):
    """Each set of parameters with the id that pytest gives it."""
    sets = [("", {})]
    for names, values, ids in getattr(test, "parameters", []):
        grown = []
        for prefix, chosen in sets:
            for i, value in enumerate(values):
                param = value if isinstance(value, Param) else Param(*(value if len(names) > 1 else (value,)))
                given = param.id or (ids(value) if callable(ids) else ids[i] if ids else None)
                name = given or "-".join(_id(n, v, i) for n, v in zip(names, param.values))
                grown.append((f"{prefix}-{name}" if prefix else name, {**chosen, **dict(zip(names, param.values))}))
        sets = grown
    return sets


def _id(name, value, index):
    return str(value) if value is None or isinstance(value, (str, int, float, bool)) else f"{name}{index}"


def run(test, parameters):
    recorder = Recorder()
    arguments = {n: copy.deepcopy(parameters[n]) if n in parameters else recorder.fixture(n)
                 for n in inspect.signature(test).parameters if n != "self"}
    failure = None
    try:
        test(**({"self": Anything()} if "self" in inspect.signature(test).parameters else {}), **arguments)
    except Exception as e:  # what was started until then counts
        failure = f"{type(e).__name__}: {e}"
    return recorder, failure


def expectation(content, recorder, n):
    if recorder.case_lists:
        return {"status": "SUCCEEDED", "output": plain(content["cases"][n]["output"]), "eventTypes": None}
    key = recorder.keys.get(n, "get_execution_history")
    events = sorted(content[key]["events"], key=lambda e: e["id"])
    ends = [e for e in events if e["type"].startswith("Execution") and e["type"] != "ExecutionStarted"]
    details = next((v for k, v in ends[-1].items() if k.endswith("EventDetails")), {})
    expect = {"status": ends[-1]["type"].removeprefix("Execution").upper(),
              "eventTypes": [e["type"] for e in events]}
    for field in ("output", "error", "cause"):
        if details.get(field) is not None:
            expect[field] = plain(details[field]) if field == "output" else details[field]
    if expect["status"] == "SUCCEEDED":
        expect.setdefault("output", None)
    return expect


def plain(output):
    """The recorder stored a text that holds an object as that object, and other JSON as its text."""
    if isinstance(output, list) and len(output) == 1:  # what a JSONPath found
        output = output[0]
    if isinstance(output, str):
        try:
            return json.loads(output)
        except ValueError:
            return output
    return output


def load(checkout, file):
    path = os.path.join(checkout, FOLDER, file)
    spec = importlib.util.spec_from_file_location("conformance_" + re.sub(r"\W", "_", file), path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with open(path.removesuffix(".py") + ".snapshot.json", encoding="utf-8") as f:
        return module, json.load(f)


def tests_of(checkout, files):
    """(id, recorder, failure, recorded content) of each validated test in these files."""
    for file in files:
        version = file if os.path.exists(os.path.join(checkout, FOLDER, file)) else "v2/" + file
        try:
            module, snapshot = load(checkout, version)
        except (OSError, ImportError, AttributeError, TypeError, NameError) as e:
            print(f"{file}: {type(e).__name__} {e}", file=sys.stderr)
            continue
        for class_name, group in inspect.getmembers(module, inspect.isclass):
            for name, test in inspect.getmembers(group, inspect.isfunction):
                if not getattr(test, "aws_validated", False):
                    continue
                for suffix, parameters in parameter_sets(test):
                    node = f"{class_name}::{name}" + (f"[{suffix}]" if suffix else "")
                    content = next((v["recorded-content"] for k, v in snapshot.items() if k.endswith(f"::{node}")), None)
                    if content is not None:
                        yield f"{file}::{node}", *run(test, parameters), content


TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+")


def comparable(case):
    """Times in definition and input are of the hour of a run; the rest is compared as it is."""
    expect = {k: v for k, v in case["expect"].items() if k not in case["expect"].get("unrecorded", ())}
    for pointer in expect.pop("outputMask", ()):
        at = expect["output"] = copy.deepcopy(expect["output"])
        *steps, last = pointer.split("/")[1:]
        for step in steps:
            at = at[int(step) if isinstance(at, list) else step]
        at[int(last) if isinstance(at, list) else last] = "*"
    if expect.pop("eventOrder", None) == "any":
        expect["eventTypes"] = sorted(t for t in expect["eventTypes"] if t != "ParallelStateSucceeded")
    elif expect.get("eventTypes"):
        expect["eventTypes"] = [t for t in expect["eventTypes"] if t != "ParallelStateSucceeded"]
    expect.pop("unrecorded", None)
    shown = json.dumps([case["definition"], case["input"]], sort_keys=True)
    return TIME.sub("<time>", shown), {k: v for k, v in expect.items() if v is not None or k in ("output", "eventTypes")}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("checkout")
    p.add_argument("out")
    p.add_argument("--cases", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "cases"))
    a = p.parse_args()
    checkout = os.path.abspath(a.checkout)
    if not os.path.isdir(os.path.join(checkout, FOLDER)):
        sys.exit(f"{checkout} holds no {FOLDER}: it is no checkout of localstack/localstack")
    sys.dont_write_bytecode = True
    sys.path.insert(0, checkout)
    sys.meta_path.insert(0, StandIns(checkout))
    kept = {g: json.load(open(os.path.join(a.cases, g), encoding="utf-8")) for g in sorted(os.listdir(a.cases)) if g.endswith(".json")}
    files = sorted({case["id"].split("::")[0] for cases in kept.values() for case in cases})
    found = {i: rest for i, *rest in tests_of(checkout, files)}
    os.makedirs(a.out, exist_ok=True)
    same = missing = different = 0
    for group, cases in kept.items():
        taken = []
        for case in cases:
            test, n = case["id"].rsplit("#", 1)
            recorder, failure, content = found.get(test, (None, "no such test or no recording", None))
            try:
                definition, given = recorder.runs[int(n)]
                fresh = {"id": case["id"], "definition": json.loads(definition), "input": json.loads(given),
                         "expect": expectation(content, recorder, int(n))}
            except (AttributeError, IndexError, KeyError, TypeError, ValueError) as e:
                missing += 1
                print(f"missing    {case['id']}: {failure or e}")
                continue
            fresh["expect"].update({k: v for k, v in case["expect"].items() if k in ("outputMask", "unrecorded", "eventOrder")})
            if comparable(fresh) == comparable(case):
                same += 1
            else:
                different += 1
                print(f"different  {case['id']}")
            fresh["expect"]["eventTypes"] = case["expect"]["eventTypes"] and fresh["expect"]["eventTypes"]
            taken.append(fresh)
        with open(os.path.join(a.out, group), "w", encoding="utf-8") as f:
            json.dump(taken, f, indent=1, ensure_ascii=False)
    print(f"EXTRACTED {same} equal, {different} different, {missing} missing of {same + different + missing}")
    return 0 if same and not different and not missing else 1


if __name__ == "__main__":
    sys.exit(main())
