"""Sends each line of standard input as the body of POST /orders through API Gateway's TestInvokeMethod and
prints a line {"status", "log"} for it.

usage: test-invoke.py API_ID
"""
import json
import sys

import boto3
from botocore.config import Config

# TestInvokeMethod is a call of the control plane, which takes few a second.
gateway = boto3.client("apigateway", config=Config(retries={"mode": "adaptive", "max_attempts": 10}))
api = sys.argv[1]
pages = gateway.get_paginator("get_resources").paginate(restApiId=api)
resource = next(item["id"] for page in pages for item in page["items"] if item["path"] == "/orders")
for line in sys.stdin.buffer:
    answer = gateway.test_invoke_method(
        restApiId=api,
        resourceId=resource,
        httpMethod="POST",
        pathWithQueryString="/orders",
        headers={"Content-Type": "application/json"},
        body=line.decode("utf-8").rstrip("\n"))
    print(json.dumps({"status": answer["status"], "log": answer["log"]}), flush=True)
