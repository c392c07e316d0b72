"""An order's ID leads to its rows, its log lines and its traces."""
import urllib.parse


def check(it):
    it.is_what_runs()
    order = it.cloud.place(customer="workshop")
    ended = it.cloud.wait(order)
    it.must(ended and ended["status"] == "CONFIRMED", f"An order should be CONFIRMED, and is {ended and ended['status']}")
    worked = it.cloud.invocations("AcceptOrdersFunction", order) + it.cloud.invocations("ChargePaymentFunction", order)
    it.must(len(worked) >= 2, "accept-orders and charge-payment are not known to have worked on the order")
    traces = f"/traces?annotation=orderId&value={urllib.parse.quote(order)}"
    found = it.cloud.until(lambda: it.cloud.local(traces)["documents"], 10)
    it.must(found, f"Nobody can find the order's traces: {len(worked)} invocations worked on it, and none was traced. "
                   "The functions must be traced.", at=("template.yaml", "    Tracing: Active", "Globals:"))
    refused = it.cloud.local(traces)["refused"]
    it.must(not refused, f"X-Ray would not take: {refused[-1:]}")
    return f"one ID leads to the order's {len(found)} subsegments in X-Ray, in each of which a function worked on it"
