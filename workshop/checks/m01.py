"""An order reaches its end: everything that moves it is there."""
MOVING = ("PAYMENT_CHARGED", "CONFIRMED", "REJECTED", "CANCELLED")


def check(it):
    it.is_what_runs()
    order = it.cloud.place(customer="workshop")
    it.cloud.until(lambda: (it.cloud.order(order) or {}).get("status") in MOVING, 120)
    now = it.cloud.wait(order, seconds=15)
    it.must(now, "The order was answered 202 and has no row: nobody reads OrdersQueue",
            at=("template.yaml", "AcceptOrdersFunctionOrders:"))
    # A mapping takes a message at once, also while its function is still starting.
    it.must(now["status"] != "PAYMENT_CHARGED" or not waiting(it.cloud, "ShipmentQueue"),
            "The order waits at PAYMENT_CHARGED: its message to the warehouse is in ShipmentQueue, and nobody reads it",
            at=("template.yaml", "SimulateWarehouseFunctionShipments:", "ShipmentQueue:"))
    ended = it.cloud.wait(order)
    it.must(ended["status"] == "CONFIRMED", f"An order of 02-one-line should be CONFIRMED, and is {ended['status']}")
    return "an order went all the way, from 202 to CONFIRMED"


def waiting(cloud, queue):
    """How many messages of a queue nobody has taken."""
    attributes = cloud.aws("sqs", "GetQueueAttributes", {
        "QueueUrl": f"http://127.0.0.1:{cloud.aws_port}/000000000000/local-{queue}", "AttributeNames": ["ApproximateNumberOfMessages"]})
    return int(attributes["Attributes"]["ApproximateNumberOfMessages"])
