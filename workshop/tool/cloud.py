"""The running local cloud, as a reader's check asks it: its API, its AWS endpoint, and sample orders."""
import contextlib
import datetime
import json
import os
import pathlib
import re
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
STACK = "local"  # what Run.java calls it
PLACED = ROOT / "target/workshop-orders"
JSON_PROTOCOLS = {"sqs": "AmazonSQS", "dynamodb": "DynamoDB_20120810", "states": "AWSStepFunctions", "events": "AWSEvents"}
RULE = ("id", "fault", "service", "operation", "resource", "function", "order", "skip", "count", "probability", "latencyMillis")
ENDED = ("CONFIRMED", "REJECTED", "CANCELLED")


class CloudError(Exception):
    """The cloud does not answer, or not as asked; the message is for the reader."""


def instant(text):
    """A time as services write it, of any precision."""
    return datetime.datetime.fromisoformat(re.sub(r"(\.\d{1,6})\d*Z$|Z$", r"\1+00:00", text))


class Cloud:
    def __init__(self):
        self.api_port = os.environ.get("API_PORT") or "3000"
        self.aws_port = os.environ.get("AWS_ENDPOINT_PORT") or "4566"
        self.tokens = {}

    # --- HTTP ---

    def _send(self, port, method, path, body=None, headers=None):
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", method=method, headers=headers or {},
                                         data=body.encode() if body is not None else None)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read().decode()
        except OSError:
            raise CloudError(f"No local cloud answers at port {port}. Start it in a terminal of its own: make run") from None

    def token(self, customer):
        if customer not in self.tokens:
            self.tokens[customer] = self._send(self.api_port, "POST", f"/_local/token?customer={customer}")[2].strip()
        return self.tokens[customer]

    def request(self, method, path, body=None, headers=None, customer="acme"):
        """Asks the API, below /v1: status, headers and text. Without a token if customer is None."""
        sent = {"Content-Type": "application/json"} if body is not None else {}
        sent |= {"Authorization": "Bearer " + self.token(customer)} if customer else {}
        return self._send(self.api_port, method, "/v1" + path, body, sent | (headers or {}))

    def local(self, path, method="GET", body=None):
        """What the AWS endpoint offers beside AWS, such as /invocations?contains=TEXT."""
        status, _, text = self._send(self.aws_port, method, "/_local" + path, body)
        if status >= 400:
            raise CloudError(f"{method} /_local{path}: {status} {text}")
        return json.loads(text) if text.strip() else None

    def aws(self, service, operation, body):
        """A call of the administrator by a JSON protocol: sqs, dynamodb, states or events."""
        status, _, text = self._signed(service, "/", json.dumps(body), {
            "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": f"{JSON_PROTOCOLS[service]}.{operation}"})
        if status >= 400:
            raise CloudError(f"{operation}: {status} {text}")
        return json.loads(text or "{}")

    def invoke(self, function, payload, kind="RequestResponse"):
        """Invokes a function of the core by its logical ID: status and text."""
        path = f"/2015-03-31/functions/{STACK}-{function}/invocations"
        status, _, text = self._signed("lambda", path, json.dumps(payload), {"X-Amz-Invocation-Type": kind})
        return status, text

    def _signed(self, service, path, body, headers):
        scope = f"Credential=local/20260101/us-east-1/{service}/aws4_request"
        return self._send(self.aws_port, "POST", path, body,
                          headers | {"Authorization": f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=local"})

    def started(self):
        """When the running cloud made its stack."""
        _, _, text = self._signed("cloudformation", "/", urllib.parse.urlencode(
            {"Action": "DescribeStacks", "Version": "2010-05-15", "StackName": STACK}),
            {"Content-Type": "application/x-www-form-urlencoded"})
        return instant(re.search(r"<CreationTime>([^<]+)", text).group(1))

    # --- orders ---

    def place(self, sample="02-one-line", customer="acme", **fields):
        """Places a sample order under a fresh ID and answers the ID; 202 is asked for."""
        order = str(uuid.uuid4())
        status, _, text = self.post(self.body(order, sample, **fields), customer)
        if status != 202:
            raise CloudError(f"The order was answered {status}: {text}")
        return order

    def body(self, order, sample="02-one-line", **fields):
        path = ROOT / f"events/orders/{sample}.json"
        if not path.is_file():
            raise CloudError(f"There is no sample {sample}; there are: {' '.join(sorted(p.stem for p in path.parent.glob('*.json')))}")
        body = json.loads(path.read_text(encoding="utf-8"))["body"] | {"orderId": order}
        for name, value in fields.items():
            where = body["lines"][0] if name in ("sku", "quantity") else body["shippingAddress"] if name == "name" else body
            where[name] = value
        return body

    def post(self, body, customer="acme"):
        self._keep(customer, body)
        return self.request("POST", "/orders", json.dumps(body), customer=customer)

    @staticmethod
    def _keep(customer, body):
        PLACED.mkdir(parents=True, exist_ok=True)
        message = json.dumps({"customer": customer, "order": body})
        (PLACED / body["orderId"]).write_text(message, encoding="utf-8")
        return message

    def _message(self, order):
        try:
            return json.loads((PLACED / order).read_text(encoding="utf-8"))
        except OSError:
            raise CloudError(f"No order {order} was placed by workshop/order") from None

    def order(self, order):
        """What the API answers of an order, or None."""
        status, _, text = self.request("GET", f"/orders/{order}", customer=self._message(order)["customer"])
        return json.loads(text) if status == 200 else None

    def wait(self, order, status=None, seconds=120):
        """Waits until the order has the status, or has ended; answers it as it then is, maybe not there yet."""
        def there():
            found = self.order(order)
            return found if found and found["status"] in ([status] if status else ENDED) else None
        return self.until(there, seconds) or self.order(order)

    def again(self, order):
        """Delivers an order's message once more, as a queue may, and waits until accept-orders has had it."""
        had = len(self.invocations("AcceptOrdersFunction", order))
        message = self._message(order)
        self.aws("sqs", "SendMessage", {
            "QueueUrl": f"http://127.0.0.1:{self.aws_port}/000000000000/{STACK}-OrdersQueue.fifo",
            "MessageBody": json.dumps(message), "MessageGroupId": f"{message['customer']}#{order}",
            "MessageDeduplicationId": str(uuid.uuid4()),
            "MessageAttributes": {"requestId": {"DataType": "String", "StringValue": "workshop"}}})
        if not self.until(lambda: len(self.invocations("AcceptOrdersFunction", order)) > had, 120):
            raise CloudError("accept-orders has not had the message within 120 s")

    def invocations(self, function, text):
        """Those of a function of the core whose event contains the text, and which have ended."""
        found = self.local(f"/invocations?contains={urllib.parse.quote(text)}")["invocations"]
        return [one for one in found if one["function"] == function and one.get("ended")]

    def row(self, table, **key):
        """A table's row by its key, all of text, with its attributes' types as DynamoDB has them; {} without one."""
        name = f"{STACK}-{table}"
        return self.aws("dynamodb", "GetItem", {"TableName": name, "Key": {k: {"S": v} for k, v in key.items()},
                                                "ConsistentRead": True}).get("Item", {})

    def attribute(self, order, name):
        """An attribute of an order's row, without the types; None if it is not there."""
        row = self.row("OrdersTable", customer=self._message(order)["customer"], orderId=order)
        return plain(row[name]) if name in row else None

    @contextlib.contextmanager
    def faults(self, *rules):
        """Lets the rules be in force beside those that are, which alone are left in the end."""
        left = [rule | ({"count": rule["count"] - rule["injected"]} if rule.get("count") else {}) for rule in self.local("/faults")["rules"]]
        before = json.dumps({"rules": [{name: rule[name] for name in RULE if rule.get(name) is not None} for rule in left if rule.get("count") != 0]})
        self.local("/faults", "POST", json.dumps({"rules": list(rules)}))
        try:
            yield
        finally:
            self.local("/faults", "PUT", before)

    def execution(self, order):
        """An order's first execution, as DescribeExecution answers."""
        return self.aws("states", "DescribeExecution", {"executionArn": self._execution(order)})

    def events(self, order):
        """What the order's first execution has done, as GetExecutionHistory answers."""
        return self.aws("states", "GetExecutionHistory", {"executionArn": self._execution(order), "maxResults": 1000})["events"]

    def answer(self, order, output):
        """Answers the task that the order's first execution waits in, as the warehouse does: by its token."""
        asked = [json.loads(event["taskScheduledEventDetails"]["parameters"]) for event in self.events(order) if event["type"] == "TaskScheduled"]
        tokens = [each["MessageBody"]["taskToken"] for each in asked if "taskToken" in each.get("MessageBody", {})]
        if not tokens:
            raise CloudError(f"The execution of {order} has asked nobody yet")
        self.aws("states", "SendTaskSuccess", {"taskToken": tokens[-1], "output": json.dumps(output)})

    def poison(self, customer="acme"):
        """Sends an order without a quantity past the API, and waits until the queue has given it up; answers its ID."""
        order, url = str(uuid.uuid4()), f"http://127.0.0.1:{self.aws_port}/000000000000/{STACK}-OrdersQueue.fifo"
        body = self.body(order)
        del body["lines"][0]["quantity"]
        message = self._keep(customer, body)
        # The template's minute between two receives would make five of them a long wait.
        self.aws("sqs", "SetQueueAttributes", {"QueueUrl": url, "Attributes": {"VisibilityTimeout": "2"}})
        try:
            self.aws("sqs", "SendMessage", {"QueueUrl": url, "MessageBody": message, "MessageGroupId": f"{customer}#{order}"})
            if not self.until(lambda: len(self.invocations("AcceptOrdersFunction", order)) >= 5, 120):
                raise CloudError("accept-orders has not had the message five times within 120 s")
        finally:
            self.aws("sqs", "SetQueueAttributes", {"QueueUrl": url, "Attributes": {"VisibilityTimeout": "60"}})
        return order

    def failures(self, order):
        """The open entries of the failures inbox that are about an order, as DynamoDB has them."""
        found = self.aws("dynamodb", "Query", {
            "TableName": f"{STACK}-FailuresTable", "IndexName": "byState", "KeyConditionExpression": "#state = :open",
            "ExpressionAttributeNames": {"#state": "state"}, "ExpressionAttributeValues": {":open": {"S": "OPEN"}}})
        return [entry for entry in found["Items"] if order in json.dumps(entry)]

    def _execution(self, order):
        return f"arn:aws:states:us-east-1:000000000000:execution:{STACK}-OrderWorkflow:{self._message(order)['customer']}-{order}"

    @staticmethod
    def until(condition, seconds):
        """Waits for a condition and answers what it answered last."""
        end = time.monotonic() + seconds
        while not (found := condition()) and time.monotonic() < end:
            time.sleep(0.2)
        return found


def plain(value):
    """A value of DynamoDB's without its types."""
    (kind, content), = value.items()
    return {name: plain(one) for name, one in content.items()} if kind == "M" else [plain(one) for one in content] if kind == "L" else content


def history(order):
    """An order as one line: how it ended, and its way there."""
    if order is None:
        return "no such order"
    reason = " " + order["reason"] if "reason" in order else ""
    return f"{order['status']}{reason}: " + " > ".join(step["status"] for step in order["history"])
