"""The door refuses what is too much, says when to come again, and what it let in ends."""
import concurrent.futures
import uuid

BURST = 60


def check(it):
    it.is_what_runs()
    it.cloud.token("workshop")
    orders = [str(uuid.uuid4()) for _ in range(BURST)]
    with concurrent.futures.ThreadPoolExecutor(20) as clients:
        answers = [*clients.map(lambda order: it.cloud.post(it.cloud.body(order), "workshop"), orders)]
    let_in = [order for order, (status, _, _) in zip(orders, answers) if status == 202]
    refused = [headers for status, headers, _ in answers if status == 429]
    it.must(len(let_in) + len(refused) == BURST, f"The door answered something else than 202 and 429: {sorted({one[0] for one in answers})}")
    it.must(refused, f"The door let in all {BURST} orders at once. If make run has PARAMETERS=ApiRateLimit=2,ApiBurstLimit=5, "
                     "its limit does not meet POST /orders.", at=("template.yaml", "- ResourcePath: /~1orders", "MethodSettings:", "  Api:"))
    it.must(all(headers.get("Retry-After") for headers in refused), "A 429 does not say when to come again: it has no Retry-After",
            at=("api/openapi.yaml", "THROTTLED"))
    ended = [it.cloud.wait(order) for order in let_in]
    it.must(all(order and order["status"] == "CONFIRMED" for order in ended), "An order that was answered 202 has not been CONFIRMED within two minutes")
    return f"of {BURST} orders at once the door refused some with Retry-After, and each one that it let in is CONFIRMED"
