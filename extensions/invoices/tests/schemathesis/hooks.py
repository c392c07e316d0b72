"""Asks for orders that have an invoice, and looks whether another customer gets a link to one."""
import itertools
import json
import os
import re
import threading
import time

import requests
import schemathesis

LOCK = threading.Lock()
ORDER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TURNS = itertools.count()
FOLDER = os.path.dirname(os.environ["ORDERLY_USERS"])

with open(os.path.join(FOLDER, "users.json"), encoding="utf-8") as users:
    TOKENS = [user["fixedHeaders"][0]["value"] for user in json.load(users)["auth"]]
with open(os.path.join(FOLDER, "orders.txt"), encoding="utf-8") as known:
    INVOICED = known.read().split()


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """Three of four IDs of the right form are of orders that have an invoice."""
    if path_parameters and ORDER.fullmatch(str(path_parameters.get("orderId"))) and (turn := next(TURNS)) % 4:
        return path_parameters | {"orderId": INVOICED[turn % len(INVOICED)]}
    return path_parameters


@schemathesis.check
def no_invoice_is_given_to_another_customer(ctx, response, case):
    """Each link is asked for again with the other customer's token."""
    authorization = response.request.headers.get("Authorization")
    if authorization not in TOKENS or response.status_code != 200:
        return
    other = next(token for token in TOKENS if token != authorization)
    assert asked(response.request.url, other).status_code == 404, "The other customer gets this invoice"
    with LOCK, open(os.environ["ORDERLY_SEEN"], "a", encoding="utf-8") as seen:
        seen.write("compared\n")


def asked(url, token):
    """The API's answer once it has room for the request: it takes 20 a second."""
    for _ in range(100):
        answer = requests.get(url, headers={"Authorization": token}, timeout=30)
        if answer.status_code != 429:
            return answer
        time.sleep(0.2)
    raise AssertionError("The API has no room for a request for 20 seconds")
