"""scripts/stacks.py against stubs of AWS's clients: botocore checks what is sent and answered by the services' models.

usage: test_stacks.py SCRIPTS   (from the checkout's root, where the templates are)
"""
import datetime
import sys
import unittest
from unittest.mock import patch

import boto3
from botocore.stub import Stubber

sys.path.insert(0, sys.argv.pop(1))
import stacks  # noqa: E402

NOW = datetime.datetime(2026, 11, 30)
QUEUE = "https://sqs/1/waiting"


def resource(kind, physical_id=None, status="DELETE_FAILED"):
    named = {"PhysicalResourceId": physical_id} if physical_id else {}
    return named | {"LogicalResourceId": "One", "ResourceType": kind, "ResourceStatus": status, "LastUpdatedTimestamp": NOW}


class StacksTest(unittest.TestCase):
    def setUp(self):
        keys = {"region_name": "us-east-1", "aws_access_key_id": "a", "aws_secret_access_key": "b"}
        clients = {name: boto3.client(name, **keys) for name in ["cloudformation", "sqs", "s3", "appconfig"]}
        self.stubs = {name: Stubber(client) for name, client in clients.items()}
        for stub in self.stubs.values():
            self.enterContext(stub)
            self.addCleanup(stub.assert_no_pending_responses)
        self.cloudformation = clients["cloudformation"]
        self.enterContext(patch("stacks.boto3.client", side_effect=clients.get))
        self.enterContext(patch("stacks.time.sleep"))

    def has(self, *resources):
        self.stubs["cloudformation"].add_response(
            "list_stack_resources", {"StackResourceSummaries": list(resources)}, {"StackName": "s"})

    def refuses(self, service, operation, code):
        self.stubs[service].add_client_error(operation, code)

    def holds(self, sent, received):
        attributes = {"ApproximateNumberOfMessages": sent, "ApproximateNumberOfMessagesNotVisible": received}
        self.stubs["sqs"].add_response("get_queue_attributes", {"Attributes": attributes})


class WhatIsLeftTest(StacksTest):
    def test_what_is_deleted_or_was_never_made_is_no_resource(self):
        self.has(
            resource("AWS::SQS::Queue", "gone", "DELETE_COMPLETE"), resource("AWS::SQS::Queue", status="CREATE_FAILED"),
            resource("AWS::SQS::Queue", "left"), resource("AWS::S3::Bucket", "another"))
        self.assertEqual(stacks.resources(self.cloudformation, "s", "AWS::SQS::Queue"), ["left"])

    def test_messages_that_are_out_are_waiting_too(self):
        self.has(resource("AWS::SQS::Queue", QUEUE))
        self.holds("1", "2")
        self.assertEqual(stacks.waiting(self.cloudformation, "s"), {"waiting": 3})

    def test_a_queue_that_is_gone_is_empty(self):
        for code in ["AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"]:
            self.has(resource("AWS::SQS::Queue", QUEUE))
            self.refuses("sqs", "get_queue_attributes", code)
            self.refuses("sqs", "get_queue_attributes", code)
            self.assertEqual(stacks.waiting(self.cloudformation, "s"), {})

    def test_a_queue_that_may_not_be_asked_is_not_empty(self):
        self.has(resource("AWS::SQS::Queue", QUEUE))
        self.refuses("sqs", "get_queue_attributes", "AccessDenied")
        with self.assertRaises(stacks.ClientError):
            stacks.waiting(self.cloudformation, "s")


unittest.main()
