"""A notifier that is busy twice and then takes the notification has delivered it."""
THROTTLED = "throttle@simulator.orderly.example"


def check(it):
    it.is_what_runs()
    order = it.cloud.place(customer="workshop", email=THROTTLED)
    ended = it.cloud.wait(order)
    it.must(ended and ended["status"] == "CONFIRMED", f"An order of 02-one-line should be CONFIRMED, and is {ended and ended['status']}")

    def runs():
        return it.cloud.invocations("NotifyCustomerFunction", order)

    def given_up():
        return order in str(it.cloud.aws("dynamodb", "Scan", {"TableName": "local-FailuresTable"}))

    it.cloud.until(lambda: any(not one["error"] for one in runs()) or given_up(), 240)
    ran = len(runs())
    it.must(any(not one["error"] for one in runs()),
            f"notify-customer ran {ran} time{'' if ran == 1 else 's'}, and its event was given up. "
            "The notifier was busy for two tries; the third would have delivered.",
            at=("template.yaml", "MaximumRetryAttempts: !If [IsSurge", "EventInvokeConfig:"))
    it.must(ran == 3, f"notify-customer ran {ran} times for a notifier that refuses two")
    return "the notifier was busy twice, and the third run of the same event delivered"
