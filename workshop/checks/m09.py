"""While the provider is left alone, an order that was accepted waits in its execution."""
import time

WORKFLOW = "statemachines/order-workflow.asl.yaml"
DOWN = {"id": "workshop: provider down", "fault": "deny", "resource": "LedgerTable", "probability": 1}


def execution(cloud, order):
    return cloud.aws("states", "DescribeExecution", {
        "executionArn": f"arn:aws:states:us-east-1:000000000000:execution:local-OrderWorkflow:workshop-{order}"})["status"]


def is_open(cloud):
    return cloud.row("BreakersTable", dependency="payment-gateway").get("state", {"S": "CLOSED"})["S"] != "CLOSED"


def paused(cloud, order):
    return cloud.until(lambda: [one for one in cloud.invocations("ChargePaymentFunction", order) if "PaymentPaused" in str(one["error"])], 30)


def check(it):
    it.is_what_runs()
    with it.cloud.faults(DOWN):
        placed, end = [it.cloud.place(customer="workshop") for _ in range(6)], time.monotonic() + 60
        it.must(it.cloud.until(lambda: is_open(it.cloud), 60),
                "The provider has failed six orders, and the breaker is closed: start make run with PARAMETERS=PaymentBreaker=on")
        late = it.cloud.place(customer="workshop")
        it.must(paused(it.cloud, late), "The breaker is open, and charge-payment did not refuse the order")
        time.sleep(2)
        it.must(execution(it.cloud, late) == "RUNNING",
                "The breaker was open for seconds, and the workflow has given the order up: it waits for an operator now. "
                "A pause must be tried again for longer than an outage lasts.",
                at=(WORKFLOW, "PaymentPausedException"))
    ended = [it.cloud.wait(order) for order in [*placed, late]]
    it.must(all(order and order["status"] == "CONFIRMED" for order in ended), "The provider is back, and not every order is CONFIRMED within two minutes")
    return f"the provider was down, {len(ended)} orders waited, and all are CONFIRMED by their first execution"
