"""Sends requests to webhooks that exist, and looks whether a customer sees another one's."""
import itertools
import json
import os
import re
import threading
import time

import requests
import schemathesis

LOCK = threading.Lock()
ENDPOINT = re.compile(r"ep_[0-9a-f]{32}")
TURNS = itertools.count()
# A local run takes endpoints on this machine only; nothing listens there.
URL = "http://127.0.0.1:1/"


def customers():
    with open(os.environ["ORDERLY_USERS"], encoding="utf-8") as users:
        return {user["fixedHeaders"][0]["value"]: user["name"] for user in json.load(users)["auth"]}


def registered_before():
    with open(os.path.join(os.path.dirname(os.environ["ORDERLY_USERS"]), "webhooks.txt"), encoding="utf-8") as known:
        return known.read().split()


CUSTOMERS = customers()
KNOWN = registered_before()  # and has not been deleted


@schemathesis.hook
def map_body(context, body):
    """Every second registration is one that can be taken; what is wrong on purpose stays so."""
    if isinstance(body, dict) and isinstance(body.get("url"), str) and len(body["url"]) <= 2048 and next(TURNS) % 2:
        return body | {"url": URL}
    return body


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """IDs of the right form are of webhooks that exist; of those that are deleted, every third."""
    with LOCK:
        if path_parameters and KNOWN and ENDPOINT.fullmatch(str(path_parameters.get("endpointId"))):
            if context.operation.method.upper() != "DELETE" or next(TURNS) % 3 == 0:
                return path_parameters | {"endpointId": KNOWN[next(TURNS) % len(KNOWN)]}
    return path_parameters


@schemathesis.check
def no_webhook_is_shown_to_another_customer(ctx, response, case):
    """Each answer that shows webhooks is asked for again with the other customer's token."""
    authorization = response.request.headers.get("Authorization")
    if authorization not in CUSTOMERS or response.status_code >= 300:
        return
    if case.method == "POST" and response.status_code == 201:
        with LOCK:
            KNOWN.append(response.json()["endpointId"])
        note("registered", CUSTOMERS[authorization])
    if case.method == "DELETE":
        with LOCK:
            KNOWN.remove(case.path_parameters["endpointId"])
    if case.method != "GET":
        return
    other = next(token for token in CUSTOMERS if token != authorization)
    answer = asked(response.request.url, other)
    own = response.json()
    if "webhooks" in own:
        theirs = {webhook["endpointId"] for webhook in answer.json()["webhooks"]}
        mine = {webhook["endpointId"] for webhook in own["webhooks"]}
        assert not mine & theirs, f"Both customers see {mine & theirs}"
        note("compared", "list")
    else:
        assert answer.status_code == 404, "The other customer sees this webhook"
        note("compared", "one")


def asked(url, token):
    """The API's answer once it has room for the request: it takes 20 a second."""
    for _ in range(100):
        answer = requests.get(url, headers={"Authorization": token}, timeout=30)
        if answer.status_code != 429:
            return answer
        time.sleep(0.2)
    raise AssertionError("The API has no room for a request for 20 seconds")


def note(what, value):
    with LOCK, open(os.environ["ORDERLY_SEEN"], "a", encoding="utf-8") as seen:
        seen.write(f"{what} {value}\n")
