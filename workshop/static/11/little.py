"""Little's law for one function of the running local cloud: usage little.py FUNCTION ORDER …"""
import datetime
import json
import os
import re
import sys
import urllib.request

PORT = os.environ.get("AWS_ENDPOINT_PORT", "4566")


def instant(text):
    return datetime.datetime.fromisoformat(re.sub(r"(\.\d{1,6})\d*Z$|Z$", r"\1+00:00", text))


def invocations(order):
    with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/_local/invocations?contains={order}") as answer:
        return json.load(answer)["invocations"]


function, *orders = sys.argv[1:]
runs = [one for order in orders for one in invocations(order) if one["function"] == function and one.get("ended")]
begun, ended = [instant(one["begun"]) for one in runs], [instant(one["ended"]) for one in runs]
seconds = (max(ended) - min(begun)).total_seconds()
rate = len(runs) / seconds
latency = sum((end - begin).total_seconds() for begin, end in zip(begun, ended)) / len(runs)
print(f"rate {rate:.2f} a second x latency {latency:.2f} s = {rate * latency:.1f} at once")
print(f"environments {len({one['environment'] for one in runs})}")
