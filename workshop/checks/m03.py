"""A message that comes again changes nothing, whatever became of its order."""
DYNAMODB = "libs/order-dynamodb/src/main/java/com/example/orders/dynamodb/DynamoDbOrders.java"


def check(it):
    it.is_what_runs()
    order = it.cloud.place(customer="workshop")
    ended = it.cloud.wait(order)
    it.must(ended and ended["status"] == "CONFIRMED", f"An order of 02-one-line should be CONFIRMED, and is {ended and ended['status']}")
    it.cloud.again(order)
    now = it.cloud.order(order)
    it.must(now["status"] == "CONFIRMED",
            f"An order was CONFIRMED, its message came once more, and it is {now['status']}: its row was written anew. "
            "The first write of a row must be refused if the row is there.",
            at=(DYNAMODB, "public Placed put(Order order)"))
    charged = [one for one in it.cloud.invocations("ChargePaymentFunction", order) if not one["error"]]
    it.must(len(charged) == 1, f"The order was charged {len(charged)} times")
    return "an order's message came twice, and the order is CONFIRMED, charged once"
