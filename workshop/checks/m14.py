"""Whoever invokes a function names its alias, so that a release can be taken back."""
import urllib.parse


def check(it):
    it.is_what_runs()
    order = it.cloud.place(customer="workshop")
    ended = it.cloud.wait(order)
    it.must(ended and ended["status"] == "CONFIRMED", f"An order should be CONFIRMED, and is {ended and ended['status']}")
    ran = it.cloud.local(f"/invocations?contains={urllib.parse.quote(order)}")["invocations"]
    newest = sorted({one["function"] for one in ran if one["version"] == "$LATEST"})
    it.must(not newest,
            f"{', '.join(newest)} ran as $LATEST, the code that was sent last: a new release gets all orders at once, and none can be taken back. "
            "Who invokes a function must name its alias.",
            at=("template.yaml", *(f"FunctionName: !Ref {name}" for name in newest), *(f"  {name}:" for name in newest)))
    functions = {one["function"] for one in ran}
    it.must("AcceptOrdersFunction" in functions, "No invocation of accept-orders is known")
    return f"{len(functions)} functions worked on an order, each as the version that its alias names"
