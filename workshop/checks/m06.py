"""What fails for good has a place to go."""
NOTIFY = ("template.yaml", "OnFailure: {Type: SQS, Destination: !GetAtt FailuresQueue.Arn}", "OnSuccess: {Type: EventBridge", "EventInvokeConfig:")


def check(it):
    it.is_what_runs()
    order = it.cloud.place("16-address-bounces", customer="workshop")
    now = it.cloud.wait(order)
    it.must(now and now["status"] == "CONFIRMED", f"An order whose address bounces should be CONFIRMED, and is {now and now['status']}")
    tries = it.cloud.until(lambda: runs if len(runs := it.cloud.invocations("NotifyCustomerFunction", order)) >= 3 else None, 240)
    it.must(tries, "notify-customer has not had the event of a bouncing address three times within four minutes. Start it with RETRY_PACE=0.01", at=NOTIFY)
    kept = it.cloud.until(lambda: it.cloud.failures(order), 30)
    it.must(kept, f"A notification failed {len(tries)} times and is nowhere: Lambda dropped it, and no operator will hear of it. "
                  "Give the function's asynchronous invokes a destination for failures.", at=NOTIFY)
    error = kept[0]["error"]["S"].rsplit(".", 1)[-1]
    return f"a notification that failed {len(tries)} times is in the inbox: {error}"
