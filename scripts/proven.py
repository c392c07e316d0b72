"""Proves on a deployed stack what only AWS can prove, and writes docs/proven-on-aws.md.

usage: proven.py mappings STACK FILE   (sends the mappings of GET through TestInvokeMethod; writes what came of each)
       proven.py page FILE STATUS      (writes the page from that file, the reports of the end-to-end tests, and the
                                        exit status of their run; without a report there is no page)

A test invocation passes no authorizer, so its customer is empty: DynamoDB finds the key not valid, nothing is read and
nothing changes. What it does show is that API Gateway takes the role, what the mapping template wrote, and that the default
response is mapped: to 404, for what has no valid key is nobody's order. Credentials and region come from the usual places.
"""
import datetime
import json
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as xml

import boto3

ROOT = pathlib.Path(__file__).resolve().parent.parent
PATH = "/orders/{orderId}"
PLAIN = "0199c0de-0000-7000-8000-0000000000a1"
# name, order ID, headers
MAPPINGS = [
    ("the role is taken and an ID is mapped", PLAIN, {}),
    ("quotes and a backslash stay within the key", "it's \"x\"\\", {}),
    ("a header in lower case, as HTTP/2 sends it", PLAIN, {"if-none-match": "\"1.0\""}),
]
REQUEST = re.compile(r"Endpoint request body after transformations: (.*?)(?=\n\w{3} \w{3} \d\d |\Z)", re.DOTALL)


def resource(gateway, api):
    pages = gateway.get_paginator("get_resources").paginate(restApiId=api)
    return next(item["id"] for page in pages for item in page["items"] if item["path"] == PATH)


def fault(answer, order_id):
    """Why the answer of TestInvokeMethod is not what it should be; empty if it is."""
    log = answer["log"]
    if "does not have permission to assume" in log:
        return "API Gateway may not take the integration's role"
    request = REQUEST.search(log)
    if not request:
        return "the log shows no request to DynamoDB: " + log[-300:]
    try:
        key = json.loads(request.group(1))["Key"]
    except (ValueError, KeyError) as error:
        return f"the mapping wrote no request: {error}"
    if key != {"customer": {"S": ""}, "orderId": {"S": order_id}}:
        return f"the mapping wrote the key {key}"
    if "ValidationException" not in log:
        return "DynamoDB did not refuse the key: " + log[-300:]
    try:
        problem = json.loads(answer["body"])
    except ValueError:
        problem = {}
    if answer["status"] != 404 or problem.get("type") != "urn:orderly:problem:unknown-order":
        return f"answered {answer['status']} {answer['body'][:100]}"
    return ""


def mappings(gateway, api):
    of = resource(gateway, api)
    results = []
    for name, order_id, headers in MAPPINGS:
        answer = gateway.test_invoke_method(
            restApiId=api, resourceId=of, httpMethod="GET",
            pathWithQueryString="/orders/" + "".join(f"%{byte:02X}" for byte in order_id.encode()), headers=headers)
        results.append({"name": name, "fault": fault(answer, order_id)})
    return results


def tests(folder):
    """Name, number of tests run, and whether all of them passed, by class."""
    for report in sorted(folder.glob("TEST-*.xml")):
        suite = xml.parse(report).getroot()
        run = int(suite.get("tests")) - int(suite.get("skipped"))
        if run:
            yield suite.get("name").rpartition(".")[2], run, suite.get("failures") == suite.get("errors") == "0"


def cell(text):
    """One line for a table: what AWS says may hold lines and bars."""
    return " ".join(text.split()).replace("|", "\\|")


def page(results, reports, status, region, commit, day):
    rows = [(result["name"], cell(result["fault"]) or "passed") for result in results]
    rows += [(f"`{name}`, {run} tests", "passed" if passed else "failed") for name, run, passed in reports]
    if len(rows) == len(results):
        sys.exit("No end-to-end test has run: the page is not written")
    rows.append(("the run as a whole", f"failed: Maven ended with {status}" if status else "passed"))
    table = "\n".join(f"| {what} | {outcome} |" for what, outcome in rows)
    return f"""# What has been seen on AWS

Written by `make test-deployed` on {day}, region {region}, commit {commit}.

| what | outcome |
|---|---|
{table}
"""


def main(command, *arguments):
    if command == "mappings":
        stack, file = arguments
        described = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
        api = next(output["OutputValue"] for output in described["Outputs"] if output["OutputKey"] == "ApiId")
        results = mappings(boto3.client("apigateway"), api)
        pathlib.Path(file).write_text(json.dumps(results), encoding="utf-8")
        faults = [f"{result['name']}: {result['fault']}" for result in results if result["fault"]]
        if faults:
            sys.exit("Mappings that AWS does otherwise:\n  " + "\n  ".join(faults))
        print(f"{len(results)} mappings of {stack} are as they should be")
    elif command == "page":
        file, status = arguments
        commit = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, check=True, capture_output=True, text=True)
        text = page(
            json.loads(pathlib.Path(file).read_text(encoding="utf-8")), tests(ROOT / "tests/target/failsafe-reports"),
            int(status), boto3.session.Session().region_name, commit.stdout.strip(), datetime.date.today().isoformat())
        (ROOT / "docs/proven-on-aws.md").write_text(text, encoding="utf-8")
        print("docs/proven-on-aws.md is written; commit it")
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
