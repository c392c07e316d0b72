"""A warehouse that says it is at work is waited for, and one that says nothing is noticed."""
WORKFLOW = "statemachines/order-workflow.asl.yaml"
HERE = (WORKFLOW, "HeartbeatSeconds", "TimeoutSeconds: 14400", "ShipOrder:")


def check(it):
    it.is_what_runs()
    order = it.cloud.place(sku="WAREHOUSE-SLOW", customer="workshop")
    it.cloud.until(lambda: ended(it.cloud, order), 120)
    now = it.cloud.order(order)
    it.must(now and now["status"] == "CONFIRMED",
            f"The warehouse was packing, and the workflow gave up: {gave_up(it.cloud, order)}. "
            f"The order is {now and now['status']} and waits for repair. Wait longer for a sign of life than the work between two of them takes.", at=HERE)
    scheduled = [event["taskScheduledEventDetails"] for event in it.cloud.events(order) if event["type"] == "TaskScheduled"]
    waits = next(task for task in scheduled if "waitForTaskToken" in task["resource"])
    it.must(waits.get("heartbeatInSeconds"), "A warehouse that says nothing is noticed only when the whole time is over: "
            f"after {waits.get('timeoutInSeconds')} s. Ask for a sign of life before.", at=HERE)
    return f"a slow warehouse was waited for, and a silent one is noticed after {waits['heartbeatInSeconds']} s"


def ended(cloud, order):
    now = cloud.order(order)
    return now and (now["status"] == "CONFIRMED" or (now["status"] == "PAYMENT_CHARGED" and cloud.execution(order)["status"] != "RUNNING"))


def gave_up(cloud, order):
    execution = cloud.execution(order)
    return execution.get("cause") or f"its execution is {execution['status']}"
