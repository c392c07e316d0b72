"""What Schemathesis has no check for, and a record of what was seen."""
import schemathesis
from customers import CUSTOMERS, ask_as_the_other, note


@schemathesis.check
def no_order_is_shown_to_another_customer(ctx, response, case):
    """Each answer that shows an order is asked for again with the other customer's token."""
    authorization = response.request.headers.get("Authorization")
    if case.method != "GET" or response.status_code != 200 or authorization not in CUSTOMERS:
        return
    answer = ask_as_the_other(response)
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
