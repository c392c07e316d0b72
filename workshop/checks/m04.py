"""What may pass is tried again and has one effect, and what was refused is undone."""
CHARGE = ("statemachines/order-workflow.asl.yaml", "# The payment's key is the order", "ChargePayment:")
KILL = {"id": "module 4", "fault": "kill-after", "service": "lambda", "operation": "Invoke", "resource": "ChargePaymentFunction", "count": 1}


def check(it):
    it.is_what_runs()
    declined = it.cloud.place("06-declined-card", customer="workshop")
    now = it.cloud.wait(declined)
    it.must(now and now["status"] == "REJECTED", f"An order whose card is declined should be REJECTED, and is {now and now['status']}", at=CHARGE)
    held = it.cloud.row("OrdersTable", customer="workshop", orderId=declined).get("stockHeld", {}).get("BOOL")
    it.must(not held, "A rejected order still holds its stock: the undo must give it back", at=(CHARGE[0], "ReleaseInventory:"))
    with it.cloud.faults(KILL):
        order = it.cloud.place(customer="workshop")
        it.cloud.until(lambda: ended(it.cloud, order), 120)
    now = it.cloud.order(order)
    it.must(now and now["status"] == "CONFIRMED",
            f"charge-payment was killed once, when it was done, and the order waits for repair as {now and now['status']}: "
            f"{it.cloud.execution(order).get('cause')}. A step that may be repeated must be tried again.", at=CHARGE)
    charges = it.cloud.row("LedgerTable", paymentKey=f"workshop#{order}").get("charges", {}).get("N")
    it.must(charges == "1", f"The killed charge was repeated, and the card was charged {charges} times: the payment's key must be the order")
    return "a refused order was undone, and one whose charge was killed is CONFIRMED and charged once"


def ended(cloud, order):
    now = cloud.order(order)
    return now and (now["status"] == "CONFIRMED" or (now["status"] != "ACCEPTED" and cloud.execution(order)["status"] != "RUNNING"))
