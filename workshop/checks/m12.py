"""A client that polls with its ETag learns of every change."""


def check(it):
    it.is_what_runs()
    order = it.cloud.place(customer="workshop")

    def look(headers=None):
        return it.cloud.request("GET", f"/orders/{order}", headers=headers, customer="workshop")

    first = it.cloud.until(lambda: next((one for one in [look()] if one[0] == 200), None), 120)
    it.must(first, "An order was answered 202, and after two minutes there is no such order")
    tag = first[1].get("ETag")
    it.must(tag, "GET /orders/{orderId} answers no ETag", at=("api/openapi.yaml", "#set($etag"))
    ended = it.cloud.wait(order)
    it.must(ended and ended["status"] == "CONFIRMED", f"An order of 02-one-line should be CONFIRMED, and is {ended and ended['status']}")
    it.must('"CONFIRMED"' in first[2] or look({"If-None-Match": tag})[0] == 200,
            "The order is CONFIRMED, and a client that polls with the ETag of an earlier status still gets 304. "
            "The ETag must change with each change of the order.", at=("api/openapi.yaml", "#set($etag"))
    it.must(look({"If-None-Match": look()[1]["ETag"]})[0] == 304, "Nothing has changed, and the answer to its own ETag is not 304",
            at=("api/openapi.yaml", "If-None-Match')"))
    return "an old ETag gets the new status, and the newest one gets 304"
