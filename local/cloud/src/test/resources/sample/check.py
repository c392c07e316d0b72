"""Uses the local cloud as any AWS client would; every line that fails ends the script."""
import datetime
import json
import os
import sys
import time
import unittest.mock
import urllib.error
import urllib.request

import boto3
import botocore.auth
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

session = boto3.Session(
    aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1")


def client(service):
    return session.client(
        service,
        endpoint_url=os.environ["AWS_ENDPOINT_URL"],
        config=Config(retries={"max_attempts": 1}, connect_timeout=5, read_timeout=60))


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return error
    raise AssertionError("expected " + code)


stack = client("cloudformation").describe_stacks(StackName="local")["Stacks"][0]
assert stack["StackStatus"] == "CREATE_COMPLETE"
outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
resources = client("cloudformation").describe_stack_resources(StackName="local")["StackResources"]
assert any(r["LogicalResourceId"] == "NoteTable" and r["PhysicalResourceId"] == "local-NoteTable"
           for r in resources), resources
listed = client("cloudformation").get_paginator("list_stack_resources").paginate(StackName="local")
assert len([r for page in listed for r in page["StackResourceSummaries"]]) == len(resources)
refused("ValidationError", client("cloudformation").describe_stacks, StackName="nobody")

assert client("sts").get_caller_identity()["Arn"] == "arn:aws:iam::000000000000:root"

table = session.resource("dynamodb", endpoint_url=os.environ["AWS_ENDPOINT_URL"]).Table(
    outputs["TableName"])
table.put_item(Item={"id": "py", "topic": "snakes", "size": 3})
assert table.get_item(Key={"id": "py"})["Item"]["size"] == 3
refused("ConditionalCheckFailedException", table.put_item, Item={"id": "py"},
        ConditionExpression="attribute_not_exists(id)")
cancelled = refused(
    "TransactionCanceledException", client("dynamodb").transact_write_items, TransactItems=[
        {"ConditionCheck": {"TableName": outputs["TableName"], "Key": {"id": {"S": "py"}},
                            "ConditionExpression": "attribute_not_exists(id)"}}])
assert cancelled.response["CancellationReasons"][0]["Code"] == "ConditionalCheckFailed"
refused("ResourceNotFoundException", client("dynamodb").get_item, TableName="nobody",
        Key={"id": {"S": "1"}})

sqs = client("sqs")
queue = outputs["PlainUrl"]
assert sqs.get_queue_url(QueueName="local-Plain")["QueueUrl"] == queue
sqs.send_message(QueueUrl=queue, MessageBody="from python \N{SNAKE}")
message = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=5)["Messages"][0]
assert message["Body"] == "from python \N{SNAKE}"
sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
attributes = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
assert attributes["QueueArn"] == "arn:aws:sqs:us-east-1:000000000000:local-Plain"
refused("AWS.SimpleQueueService.NonExistentQueue", sqs.get_queue_url, QueueName="nobody")

s3 = client("s3")
bucket = outputs["BucketName"]
s3.put_object(Bucket=bucket, Key="a b+c/\N{SNAKE}", Body=b"hiss", ContentType="text/plain",
              IfNoneMatch="*")
refused("PreconditionFailed", s3.put_object, Bucket=bucket, Key="a b+c/\N{SNAKE}", Body=b"x",
        IfNoneMatch="*")
refused("BadDigest", s3.put_object, Bucket=bucket, Key="wrong", Body=b"x",
        ChecksumSHA256="A" * 43 + "=")
assert s3.get_object(Bucket=bucket, Key="a b+c/\N{SNAKE}")["Body"].read() == b"hiss"
assert s3.head_object(Bucket=bucket, Key="a b+c/\N{SNAKE}")["ContentLength"] == 4
signer = session.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL"],
                        config=Config(signature_version="s3v4"))
link = signer.generate_presigned_url(
    "get_object", Params={"Bucket": bucket, "Key": "a b+c/\N{SNAKE}"}, ExpiresIn=60)
assert urllib.request.urlopen(link).read() == b"hiss"
try:
    urllib.request.urlopen(link.replace("a%20b", "a%20c"))
    raise AssertionError("a link opens another object")
except urllib.error.HTTPError as error:
    assert error.code == 403 and b"SignatureDoesNotMatch" in error.read(), error
refused("NoSuchKey", s3.get_object, Bucket=bucket, Key="nothing")
refused("NoSuchBucket", s3.get_object, Bucket="nobody", Key="nothing")
refused("NotImplemented", s3.create_bucket, Bucket="nobody")

secrets = client("secretsmanager")
secret = outputs["PasswordArn"]
first = secrets.get_secret_value(SecretId=secret)
assert len(first["SecretString"]) == 20 and first["SecretString"].isalnum(), first
assert first["VersionStages"] == ["AWSCURRENT"] and first["Name"] == "local-Password", first
assert isinstance(first["CreatedDate"], datetime.datetime), first
put = secrets.put_secret_value(SecretId="local-Password", SecretString="s3cret")
assert secrets.get_secret_value(SecretId=secret[:-7])["SecretString"] == "s3cret"
assert secrets.get_secret_value(SecretId=secret, VersionStage="AWSPREVIOUS") == {
    **first, "VersionStages": ["AWSPREVIOUS"], "ResponseMetadata": unittest.mock.ANY}
described = secrets.describe_secret(SecretId=secret)
assert described["VersionIdsToStages"][put["VersionId"]] == ["AWSCURRENT"], described
assert described["Description"] == "Nobody's", described
assert [one["ARN"] for one in secrets.list_secrets()["SecretList"]] == [secret]
refused("ResourceNotFoundException", secrets.get_secret_value, SecretId="nobody")
refused("ResourceExistsException", secrets.put_secret_value, SecretId=secret, SecretString="x",
        ClientRequestToken=put["VersionId"])
refused("NotImplemented", secrets.delete_secret, SecretId=secret)
refused("NotImplemented", secrets.put_secret_value, SecretId=secret, SecretBinary=b"x")

functions = client("lambda")
answer = functions.invoke(FunctionName=outputs["FunctionName"], Payload=json.dumps({"id": "p1"}))
assert json.load(answer["Payload"]) == {"written": "p1"}, answer
failed = functions.invoke(FunctionName=outputs["FunctionName"], Payload=b'{"fail":true}')
assert failed["FunctionError"] == "Unhandled"
refused("ResourceNotFoundException", functions.invoke, FunctionName="nobody")

states = client("stepfunctions")
execution = states.start_execution(
    stateMachineArn=outputs["WorkflowArn"], name="by-python", input=json.dumps({"id": "p2"}))
for _ in range(100):
    described = states.describe_execution(executionArn=execution["executionArn"])
    if described["status"] != "RUNNING":
        break
    time.sleep(0.2)
assert described["status"] == "SUCCEEDED", described
assert json.loads(described["output"]) == {"written": "p2"}
history = states.get_execution_history(executionArn=execution["executionArn"])["events"]
assert history[-1]["type"] == "ExecutionSucceeded"
refused("ExecutionDoesNotExist", states.describe_execution,
        executionArn=execution["executionArn"].replace("by-python", "nobody"))

put = client("events").put_events(Entries=[{
    "EventBusName": outputs["BusName"], "Source": "sample.news", "DetailType": "News",
    "Detail": json.dumps({"headline": "python"})}])
assert put["FailedEntryCount"] == 0
copied = sqs.receive_message(QueueUrl=outputs["CopiedUrl"], WaitTimeSeconds=15)["Messages"]
assert json.loads(copied[0]["Body"])["detail"] == {"headline": "python"}

pools = client("cognito-idp")
pool = [r["PhysicalResourceId"] for r in resources if r["LogicalResourceId"] == "Pool"][0]
pools.admin_create_user(UserPoolId=pool, Username="ann", TemporaryPassword="Temporary-1234")
pools.admin_set_user_password(
    UserPoolId=pool, Username="ann", Password="Permanent-1234", Permanent=True)
tokens = pools.initiate_auth(
    ClientId=outputs["PoolClientId"], AuthFlow="USER_PASSWORD_AUTH",
    AuthParameters={"USERNAME": "ann", "PASSWORD": "Permanent-1234"})
assert tokens["AuthenticationResult"]["AccessToken"].count(".") == 2


def operate(credentials, path="/operations/allowed%201?b=2&a=%C3%A4%20%2B", body="{}", region="us-east-1",
            at=0, tamper=None, unsigned=False):
    """Signs as botocore does, then sends with another HTTP client; answers status and body."""
    request = AWSRequest(
        method="POST", url=outputs["ApiUrl"] + path, data=body,
        headers={"Content-Type": "application/json"})
    signer = SigV4Auth(credentials, "execute-api", region)
    real = botocore.auth.get_current_datetime
    botocore.auth.get_current_datetime = lambda *a, **k: real(*a, **k) + datetime.timedelta(seconds=at)
    try:
        if not unsigned:
            signer.add_auth(request)
    finally:
        botocore.auth.get_current_datetime = real
    prepared = request.prepare()
    data = (tamper if tamper is not None else body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(
                prepared.url, data, dict(prepared.headers), method="POST")) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, error.headers["x-amzn-ErrorType"]


assumed = client("sts").assume_role(RoleArn=outputs["OperatorRoleArn"], RoleSessionName="ann@example.com")
assert assumed["AssumedRoleUser"]["Arn"].endswith(":assumed-role/local-OperatorRole/ann@example.com")
given = assumed["Credentials"]
keys = Credentials(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
assert operate(keys) == (200, {"arn": assumed["AssumedRoleUser"]["Arn"]})
assert operate(keys, at=-240)[0] == 200
assert operate(keys, at=240)[0] == 200
assert operate(keys, unsigned=True) == (403, "MissingAuthenticationTokenException")
assert operate(keys, path="/operations/other") == (403, "AccessDeniedException")
assert operate(keys, tamper='{"x":1}') == (403, "InvalidSignatureException")
assert operate(keys, at=-360) == (403, "InvalidSignatureException")
assert operate(keys, at=360) == (403, "InvalidSignatureException")
assert operate(keys, region="eu-west-1") == (403, "InvalidSignatureException")
assert operate(Credentials(keys.access_key, "wrong", keys.token)) == (403, "InvalidSignatureException")
assert operate(Credentials("AKIANOBODY", keys.secret_key)) == (403, "UnrecognizedClientException")
assert operate(Credentials(keys.access_key, keys.secret_key)) == (403, "UnrecognizedClientException")
refused("AccessDenied", client("sts").assume_role, RoleArn=outputs["ServiceRoleArn"], RoleSessionName="ann")
operator = boto3.Session(keys.access_key, keys.secret_key, keys.token, region_name="us-east-1")
refused("AccessDenied", operator.client("sqs", endpoint_url=os.environ["AWS_ENDPOINT_URL"]).send_message,
        QueueUrl=queue, MessageBody="not mine")
print("all calls answered as expected by boto3", boto3.__version__)
sys.exit(0)
