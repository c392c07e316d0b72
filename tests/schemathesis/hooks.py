"""What Schemathesis has no check for, and a record of what was seen."""
import json
import os
import threading

import requests
import schemathesis

LOCK = threading.Lock()


def customers():
    with open(os.environ["ORDERLY_USERS"], encoding="utf-8") as users:
        return {user["fixedHeaders"][0]["value"]: user["name"] for user in json.load(users)["auth"]}


CUSTOMERS = customers()


@schemathesis.check
def no_order_is_shown_to_another_customer(ctx, response, case):
    """Each answer that shows an order is asked for again with the other customer's token."""
    authorization = response.request.headers.get("Authorization")
    if case.method != "GET" or response.status_code != 200 or authorization not in CUSTOMERS:
        return
    other = next(token for token in CUSTOMERS if token != authorization)
    answer = requests.get(response.request.url, headers={"Authorization": other}, timeout=30)
    own = response.json()
    if "orders" in own:
        theirs = {order["acceptedAt"] + order["orderId"] for order in answer.json()["orders"]}
        mine = {order["acceptedAt"] + order["orderId"] for order in own["orders"]}
        assert not mine & theirs, f"Both customers see {mine & theirs}"
        note("compared", "list")
    elif answer.status_code != 404:  # they may have an order with the same ID
        assert answer.json()["acceptedAt"] != own["acceptedAt"], "The other customer sees this order"
        note("compared", "own")
    else:
        note("compared", own["orderId"])


@schemathesis.check
def an_accepted_order_is_recorded(ctx, response, case):
    """Notes each order that was answered with 202: the test that called waits for its end."""
    if case.method == "POST" and response.status_code == 202:
        note(CUSTOMERS[response.request.headers["Authorization"]], case.body["orderId"])


def note(what, value):
    with LOCK, open(os.environ["ORDERLY_SEEN"], "a", encoding="utf-8") as seen:
        seen.write(f"{what} {value}\n")
