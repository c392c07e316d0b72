"""The door refuses what is wrong, and what it lets in arrives as it was sent, whatever text is in it."""
import uuid

API = "api/openapi.yaml"
NAMES = ("Smith & Sons", 'A&MessageBody=x 100% +1 "q" \\ $util <ü>')


def check(it):
    it.is_what_runs()
    good = it.cloud.body(str(uuid.uuid4()))
    for answer, body, customer in ((401, good, None), (400, it.cloud.body(good["orderId"], quantity=0), "workshop")):
        status = it.cloud.post(body, customer)[0]
        it.must(status == answer, f"A request that should be answered {answer} was answered {status}", at=(API, "operationId: placeOrder"))
    for name in NAMES:
        arrives(it, name)
    return "what is wrong was refused, and names with & % + \" and $ are in the rows as they were sent"


def arrives(it, name):
    mapping = (API, "%22order%22%3A")
    body = it.cloud.body(str(uuid.uuid4()), name=name)
    order = body["orderId"]
    status = it.cloud.post(body, "workshop")[0]
    it.must(status == 202, f"An order for {name} was answered {status}: is its text encoded?", at=mapping)
    it.must(it.cloud.until(lambda: it.cloud.invocations("AcceptOrdersFunction", order), 120),
            f"An order for {name} was answered 202, and accept-orders has not had it", at=mapping)
    address = it.cloud.attribute(order, "shippingAddress")
    it.must(address, f"An order for {name} was answered 202 and has no row: its text is not encoded, and its message ends early", at=mapping)
    it.must(address["name"] == name, f"An order for {name} has arrived as one for {address['name']}: its text is not encoded", at=mapping)
