"""Runs a Python handler against the Lambda runtime API (Lambda guide, "Using the Lambda runtime API")."""

import decimal
import http.client
import importlib
import json
import logging
import os
import sys
import threading
import time
import traceback

HOST, _, PREFIX = os.environ["AWS_LAMBDA_RUNTIME_API"].partition("/")
ROOT = "/" + PREFIX + "/2018-06-01/runtime"


def end_with_parent():
    """The local cloud holds the other end of standard input as long as it lives."""
    while os.read(0, 4096):  # sys.stdin would be locked when the interpreter ends by itself, which aborts it
        pass
    os._exit(1)


class Context:
    def __init__(self, headers):
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.identity = None
        self.client_context = None
        self._deadline = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline - int(time.time() * 1000))


class LogFormat(logging.Formatter):
    """As the managed runtime writes log records."""

    converter = time.gmtime
    request_id = ""

    def format(self, record):
        record.aws_request_id = LogFormat.request_id
        return super().format(record)


def call(method, path, body=None):
    connection = http.client.HTTPConnection(HOST)
    connection.request(method, ROOT + path, body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    content = answer.read()
    headers = answer.headers  # whatever the case of their names
    connection.close()
    return headers, content


def failure(error, request_id=""):
    frames = traceback.format_list(traceback.extract_tb(error.__traceback__)[1:])
    report = {
        "errorMessage": str(error),
        "errorType": type(error).__name__,
        "requestId": request_id,
        "stackTrace": frames,
    }
    print("[ERROR] " + report["errorType"] + ": " + report["errorMessage"])
    print("Traceback (most recent call last):\n" + "".join(frames), flush=True)
    return json.dumps(report)


def load(name):
    module, dot, function = name.rpartition(".")
    if not dot:
        raise ValueError("Bad handler '" + name + "': not enough values to unpack")
    return getattr(importlib.import_module(module.replace("/", ".")), function)


def plain(value):
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError("Object of type " + type(value).__name__ + " is not JSON serializable")


def main():
    threading.Thread(target=end_with_parent, daemon=True).start()
    sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
    handler_of_logs = logging.StreamHandler(sys.stdout)
    handler_of_logs.setFormatter(
        LogFormat("[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s", "%Y-%m-%dT%H:%M:%S")
    )
    logging.getLogger().addHandler(handler_of_logs)
    try:
        handler = load(os.environ["_HANDLER"])
    except BaseException as error:  # whatever it is, Lambda has to hear of it
        call("POST", "/init/error", failure(error))
        sys.exit(1)
    while True:
        headers, event = call("GET", "/invocation/next")
        context = Context(headers)
        LogFormat.request_id = context.aws_request_id
        path = "/invocation/" + context.aws_request_id
        try:
            result = json.dumps(handler(json.loads(event), context), default=plain)
            call("POST", path + "/response", result)
        except Exception as error:  # as AWS's client: sys.exit and the like end the environment
            call("POST", path + "/error", failure(error, context.aws_request_id))
        sys.stdout.flush()


main()
