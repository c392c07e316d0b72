"""Asks for orders that have an invoice, and looks whether another customer gets a link to one."""
import itertools
import os
import re

import schemathesis
from customers import CUSTOMERS, ask_as_the_other, note

ORDER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TURNS = itertools.count()
FOLDER = os.path.dirname(os.environ["ORDERLY_USERS"])

with open(os.path.join(FOLDER, "orders.txt"), encoding="utf-8") as known:
    INVOICED = known.read().split()


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """Three of four IDs of the right form are of orders that have an invoice."""
    if path_parameters and ORDER.fullmatch(str(path_parameters.get("orderId"))) and (turn := next(TURNS)) % 4:
        return path_parameters | {"orderId": INVOICED[turn % len(INVOICED)]}
    return path_parameters


@schemathesis.check
def an_invoice_is_given_to_one_customer_only(ctx, response, case):
    """Each invoice is asked for again with the other customer's token: one of the two gets a link."""
    request = response.request
    if request.headers.get("Authorization") not in CUSTOMERS or response.status_code not in (200, 404):
        return
    if request.method == "GET" and any(order in request.url for order in INVOICED):
        answers = {response.status_code, ask_as_the_other(response).status_code}
        assert answers == {200, 404}, f"The two customers get {answers}"
        note("compared")
