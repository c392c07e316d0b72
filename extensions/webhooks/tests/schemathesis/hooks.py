"""Sends requests to webhooks that exist, and looks whether a customer sees another one's."""
import itertools
import os
import re
import threading

import schemathesis
from customers import CUSTOMERS, ask_as_the_other, note

LOCK = threading.Lock()
ENDPOINT = re.compile(r"ep_[0-9a-f]{32}")
TURNS = itertools.count()
# A local run takes endpoints on this machine only; nothing listens there.
URL = "http://127.0.0.1:1/"


def registered_before():
    with open(os.path.join(os.path.dirname(os.environ["ORDERLY_USERS"]), "webhooks.txt"), encoding="utf-8") as known:
        return known.read().split()


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
    answer = ask_as_the_other(response)
    own = response.json()
    if "webhooks" in own:
        theirs = {webhook["endpointId"] for webhook in answer.json()["webhooks"]}
        mine = {webhook["endpointId"] for webhook in own["webhooks"]}
        assert not mine & theirs, f"Both customers see {mine & theirs}"
        note("compared", "list")
    else:
        assert answer.status_code == 404, "The other customer sees this webhook"
        note("compared", "one")
