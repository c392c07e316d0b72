"""scripts/proven.py against a stub of API Gateway's client: botocore checks what is sent by the service's model.

usage: test_proven.py SCRIPTS ANSWER   (the answer, as JSON, is what the mapping of api/openapi.yaml makes of a refusal)
"""
import json
import pathlib
import sys
import tempfile
import unittest

import boto3
from botocore.stub import ANY, Stubber

sys.path.insert(0, sys.argv.pop(1))
import proven  # noqa: E402

REFUSED = json.loads(sys.argv.pop(1))
INTERNAL = json.dumps({"type": "urn:orderly:problem:internal", "status": 500})
AT = "Sun Nov 29 11:00:00 UTC 2026 : "


def log(order_id, customer="", answer=REFUSED["refusal"]):
    request = json.dumps({"TableName": "t", "Key": {"customer": {"S": customer}, "orderId": {"S": order_id}}}, indent=1)
    return (f"{AT}Endpoint request body after transformations: {request}\n{AT}Sending\n"
            f"{AT}Endpoint response body before transformations: {answer}\n{AT}Method completed")


class ProvenTest(unittest.TestCase):
    def invoke(self, answers):
        gateway = boto3.client("apigateway", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
        with Stubber(gateway) as stub:
            resources = {"items": [{"id": "one", "path": "/orders"}, {"id": "two", "path": "/orders/{orderId}"}]}
            stub.add_response("get_resources", resources, {"restApiId": "api"})
            for answer in answers:
                stub.add_response("test_invoke_method", answer, {
                    "restApiId": "api", "resourceId": "two", "httpMethod": "GET", "pathWithQueryString": ANY, "headers": ANY})
            results = proven.mappings(gateway, "api")
            stub.assert_no_pending_responses()
            return [result["fault"] for result in results]

    def good(self):
        answer = {"status": REFUSED["status"], "body": REFUSED["body"]}
        return [answer | {"log": log(order_id)} for _, order_id, _ in proven.MAPPINGS]

    def test_what_is_as_it_should_be_has_no_fault(self):
        self.assertEqual(self.invoke(self.good()), [""] * len(proven.MAPPINGS))

    def test_each_fault_is_named(self):
        for change, named in [
            ({"log": "Execution failed due to configuration error: API Gateway does not have permission to assume the provided role r"}, "may not take"),
            ({"log": "nothing"}, "no request"),
            ({"log": log("another")}, "wrote the key"),
            ({"log": log(proven.PLAIN, "somebody")}, "wrote the key"),
            ({"log": "Endpoint request body after transformations: {\"Key\": "}, "wrote no request"),
            ({"log": log(proven.PLAIN, answer="{}")}, "did not refuse"),
            ({"status": 200}, "answered 200"),
            ({"status": 500, "body": INTERNAL}, "answered 500"),
            ({"body": INTERNAL}, "answered 404"),
            ({"body": "Internal server error"}, "answered 404"),
        ]:
            answers = self.good()
            answers[0] = answers[0] | change
            faults = self.invoke(answers)
            self.assertIn(named, faults[0])
            self.assertEqual(faults[1:], [""] * (len(answers) - 1))

    def page(self, reports, status):
        return proven.page(
            [{"name": "m", "fault": ""}, {"name": "n", "fault": "f\n| g"}], reports, status, "eu-west-1", "abc", "2026-11-29")

    def test_a_run_that_broke_off_has_not_passed(self):
        self.assertIn("| the run as a whole | failed: Maven ended with 1 |", self.page([("OneIT", 2, True)], 1))

    def test_there_is_no_page_of_a_run_without_tests(self):
        for status in [0, 1]:
            with self.assertRaisesRegex(SystemExit, "No end-to-end test has run"):
                self.page([], status)

    def test_the_page_says_what_passed_where_and_when(self):
        with tempfile.TemporaryDirectory() as folder:
            reports = pathlib.Path(folder)
            (reports / "TEST-a.b.OneIT.xml").write_text('<testsuite name="a.b.OneIT" tests="3" skipped="1" failures="0" errors="0"/>')
            (reports / "TEST-a.b.TwoIT.xml").write_text('<testsuite name="a.b.TwoIT" tests="1" skipped="0" failures="1" errors="0"/>')
            (reports / "TEST-a.b.NoneIT.xml").write_text('<testsuite name="a.b.NoneIT" tests="1" skipped="1" failures="0" errors="0"/>')
            text = self.page(proven.tests(reports), 0)
        for part in ["on 2026-11-29, region eu-west-1, commit abc", "| m | passed |", "| n | f \\| g |", "| `OneIT`, 2 tests | passed |", "| `TwoIT`, 1 tests | failed |", "| the run as a whole | passed |"]:
            self.assertIn(part, text)
        self.assertNotIn("NoneIT", text)


unittest.main()
