"""A field comes in, is kept, reaches the warehouse and is answered; the step, if it is there, does its work."""
import json
import uuid

from practice import ROOT

SOLUTION = "docs/howto/add-a-field.patch"
PATCHES = ["docs/howto/add-a-step.patch"]
API, WORKFLOW = "api/openapi.yaml", "statemachines/order-workflow.asl.yaml"
PARSER = "libs/order-json/src/main/java/com/example/orders/json/EnvelopeParser.java"
MAPPER = "libs/order-dynamodb/src/main/java/com/example/orders/dynamodb/OrderMapper.java"


def check(it):
    it.is_what_runs()
    cloud, body = it.cloud, it.cloud.body(str(uuid.uuid4()), giftWrap=True)
    order, status = body["orderId"], it.cloud.post(body, "workshop")[0]
    it.must(status == 202, f"The API does not know giftWrap: an order with it was answered {status}", at=(API, "    Order:"))
    it.must(cloud.until(lambda: cloud.invocations("AcceptOrdersFunction", order), 120), "accept-orders has not had the order within two minutes")
    it.must(cloud.until(lambda: cloud.attribute(order, "status"), 10),
            "An order with giftWrap was answered 202 and has no row: accept-orders could not read its message. "
            "Who reads a field must know it before anybody writes it.", at=(PARSER, "Set<String> ORDER"))
    it.must(cloud.attribute(order, "giftWrap") is True, "The order's row has no giftWrap", at=(MAPPER, '"expiresAt"'))
    now = cloud.wait(order)
    it.must(now["status"] == "CONFIRMED", f"An order with giftWrap should be CONFIRMED, and is {now['status']}")
    it.must(to_warehouse(cloud, order).get("giftWrap") is True, "The warehouse's message has no giftWrap", at=(WORKFLOW, "  ShipOrder:"))
    it.must(now.get("giftWrap") is True, "GET /orders/{orderId} does not answer giftWrap", at=(API, '"ProjectionExpression"'))
    plain = cloud.wait(cloud.place(customer="workshop"))
    it.must(plain and plain["status"] == "CONFIRMED" and not plain.get("giftWrap"),
            f"An order without giftWrap should be CONFIRMED as ever and not wrapped, and is {plain}", at=(PARSER, "new OrderDetails("))
    field = "giftWrap has come in, is in the row, reached the warehouse and is answered"
    return field + step(it) if (ROOT / "functions/check-fraud/pom.xml").is_file() else field


def to_warehouse(cloud, order):
    asked = [json.loads(event["taskScheduledEventDetails"]["parameters"]) for event in cloud.events(order) if event["type"] == "TaskScheduled"]
    return next(each["MessageBody"] for each in asked if "MessageBody" in each)


def step(it):
    many = it.cloud.wait(it.cloud.place(customer="workshop", quantity=101))
    it.must(many and many.get("reason") == "FRAUD_SUSPECTED", "functions/check-fraud is there, and 101 pieces of one product are "
            f"{many and many['status']}: does the workflow ask it, and catch its exception?", at=(WORKFLOW, "  CheckFraud:", "Next: WaitForRepair"))
    return "; 101 pieces of one product are suspected of fraud"
