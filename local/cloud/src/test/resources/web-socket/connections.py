"""Sends to a client of a WebSocket API by boto3; every line that fails ends the script."""
import os

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

connections = boto3.client(
    "apigatewaymanagementapi",
    aws_access_key_id="local", aws_secret_access_key="local", region_name="us-east-1",
    endpoint_url=os.environ["CONNECTIONS_URL"],
    config=Config(retries={"max_attempts": 1}, connect_timeout=5, read_timeout=60))


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return
    raise AssertionError("expected " + code)


client = os.environ["CONNECTION_ID"]
connections.post_to_connection(ConnectionId=client, Data="from python \N{SNAKE}".encode())
found = connections.get_connection(ConnectionId=client)
assert found["Identity"]["SourceIp"] == "127.0.0.1", found
assert found["ConnectedAt"] <= found["LastActiveAt"], found
refused("PayloadTooLargeException", connections.post_to_connection, ConnectionId=client,
        Data=b"x" * (128 * 1024 + 1))
refused("BadRequestException", connections.post_to_connection, ConnectionId="nobody", Data=b"x")
connections.delete_connection(ConnectionId=client)
refused("GoneException", connections.get_connection, ConnectionId="A" * 15 + "=")
