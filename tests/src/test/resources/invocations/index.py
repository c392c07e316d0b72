"""Says what it is given, and fails at whatever is called bad."""
import os


def handler(event, context):
    records = event.get("Records", [{}])
    given = [name(record) for record in records]
    for one in given:
        print("given", one)
    if os.environ.get("PARTIAL"):
        return {
            "batchItemFailures": [
                {"itemIdentifier": record["messageId"]} for record in records if name(record) == "bad"
            ]
        }
    if "bad" in given:
        raise ValueError("bad")
    return "good"


def consume(event, context):
    """Takes messages such as "7 3 fails"; one that fails does so once, and what is behind it in its group waits."""
    failed = []
    groups = set()
    for record in event["Records"]:
        attributes = record["attributes"]
        group = attributes.get("MessageGroupId")
        first = attributes["ApproximateReceiveCount"] == "1"
        if group in groups or first and record["body"].endswith("fails"):
            failed.append({"itemIdentifier": record["messageId"]})
            if group:
                groups.add(group)
        else:
            print("given", record["body"])
    return {"batchItemFailures": failed}


def name(record):
    if "body" in record:
        return record["body"]
    if "dynamodb" in record:
        return record["dynamodb"]["Keys"]["id"]["S"]
    return "bad"
