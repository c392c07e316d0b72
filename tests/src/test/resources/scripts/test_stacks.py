"""scripts/stacks.py against stubs of AWS's clients: botocore checks what is sent and answered by the services' models.

usage: test_stacks.py SCRIPTS
"""
import contextlib
import datetime
import io
import os
import pathlib
import sys
import tempfile
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


@contextlib.contextmanager
def checkout():
    """One with two extensions, of which the core's parameter Lanes switches one on."""
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as root:
        os.chdir(root)
        for path, text in {
            "template.yaml": "Parameters: {Lanes: {Type: String, Default: 'off'}}",
            "extensions/lanes/template.yaml": "Metadata: {SwitchedOnBy: Lanes}",
            "extensions/papers/template.yaml": "Resources: {}",
        }.items():
            pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
            pathlib.Path(path).write_text(text)
        stacks.read.cache_clear()
        yield
        os.chdir(before)


class StacksTest(unittest.TestCase):
    def setUp(self):
        keys = {"region_name": "us-east-1", "aws_access_key_id": "a", "aws_secret_access_key": "b"}
        clients = {name: boto3.client(name, **keys) for name in ["cloudformation", "sqs", "s3", "appconfig"]}
        self.stubs = {name: Stubber(client) for name, client in clients.items()}
        for stub in self.stubs.values():
            self.enter(stub)
            self.addCleanup(stub.assert_no_pending_responses)
        self.cloudformation = clients["cloudformation"]
        self.enter(patch("stacks.boto3.client", side_effect=clients.get))
        self.enter(patch("stacks.time.sleep"))
        self.enter(checkout())
        self.said = self.enter(contextlib.redirect_stdout(io.StringIO()))
        self.types(b"")

    def enter(self, context):
        self.addCleanup(context.__exit__, None, None, None)
        return context.__enter__()

    def types(self, text):
        """Through a pipe, whose reader may come by at any time."""
        reading, writing = os.pipe()
        os.write(writing, text)
        os.close(writing)
        os.dup2(reading, 0)
        os.close(reading)

    def answers(self, service, operation, answer, **request):
        self.stubs[service].add_response(operation, answer, request)

    def stack(self, status="UPDATE_COMPLETE", name="s", parameters=None, **more):
        given = [{"ParameterKey": key, "ParameterValue": value} for key, value in (parameters or {}).items()]
        found = {"StackName": name, "CreationTime": NOW, "StackStatus": status, "Parameters": given} | more
        self.answers("cloudformation", "describe_stacks", {"Stacks": [found]}, StackName=name)

    def has(self, *resources):
        self.answers("cloudformation", "list_stack_resources", {"StackResourceSummaries": list(resources)}, StackName="s")

    def refuses(self, service, operation, code, message=""):
        self.stubs[service].add_client_error(operation, code, message)

    def no_stack(self):
        self.refuses("cloudformation", "describe_stacks", "ValidationError", "Stack with id s does not exist")

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


class BeforeDeleteTest(StacksTest):
    GIVEN = {"Stage": "prod", "LogRetentionDays": "90"}

    def before_delete(self, parameters=None, folder="."):
        stacks.before_delete(self.cloudformation, folder, "s", parameters or {}, " CONFIG_ENV=prod")

    def refused(self, *arguments):
        with self.assertRaises(SystemExit) as refusal:
            self.before_delete(*arguments)
        return refusal.exception.code

    def nobody_imports(self):
        self.answers("cloudformation", "list_exports", {"Exports": []})

    def keeps_two_versions(self):
        version = {"ApplicationId": "a1", "ConfigurationProfileId": "p1"}
        self.answers("appconfig", "list_configuration_profiles", {"Items": [{"Id": "p1"}]}, ApplicationId="a1")
        self.answers("appconfig", "list_hosted_configuration_versions", {"Items": [{"VersionNumber": 2}, {"VersionNumber": 1}]}, **version)
        return version

    def test_what_is_not_there_is_not_asked_for(self):
        self.no_stack()
        self.before_delete()

    def test_termination_protection_is_said_before_anything_is_asked_or_deleted(self):
        self.stack(EnableTerminationProtection=True, parameters=self.GIVEN)
        self.assertEqual(self.refused(self.GIVEN), "s is protected: aws cloudformation update-termination-protection "
                                                   "--no-enable-termination-protection --stack-name s first")

    def test_a_stage_that_protects_its_tables_is_left_before_anything_is_deleted(self):
        self.stack(parameters=self.GIVEN)
        self.nobody_imports()
        self.assertEqual(self.refused(self.GIVEN), "s has Stage=prod, which protects its data: make deploy CONFIG_ENV=prod "
                                                   'DEPLOY_ARGS="--parameter-overrides Stage=dev LogRetentionDays=90" first')

    def test_so_is_that_of_an_extension(self):
        self.stack(parameters=self.GIVEN)
        self.nobody_imports()
        self.stack(name="core")
        self.has()
        self.assertIn("make deploy EXTENSION=lanes CONFIG_ENV=prod DEPLOY_ARGS",
                      self.refused({"CoreStackName": "core"}, "extensions/lanes"))

    def test_its_core_is_the_one_that_it_was_deployed_for(self):
        self.stack(parameters={"CoreStackName": "other"})
        self.nobody_imports()
        self.stack(name="other", parameters={"Lanes": "on"})
        self.assertIn("other sends to s", self.refused({"CoreStackName": "core"}, "extensions/lanes"))

    def test_nothing_is_unprotected_for_a_deletion_that_cannot_go_on(self):
        core = {"CoreStackName": "core"}
        self.stack(parameters=self.GIVEN)
        self.answers("cloudformation", "list_exports", {"Exports": [{"ExportingStackId": "arn/s/1", "Name": "e"}]})
        self.answers("cloudformation", "list_imports", {"Imports": ["s-papers"]}, ExportName="e")
        self.assertIn("s is used by s-papers", self.refused())
        self.stack(parameters=self.GIVEN)
        self.nobody_imports()
        self.stack(name="core", parameters={"Lanes": "on"})
        self.assertIn("core sends to s", self.refused(core, "extensions/lanes"))
        self.stack(parameters=self.GIVEN)
        self.nobody_imports()
        self.has(resource("AWS::SQS::Queue", QUEUE))
        self.holds("1", "0")
        self.assertIn("s has messages", self.refused(core, "extensions/papers"))

    def test_what_cannot_be_updated_yet_is_not_to_be_deployed(self):
        for status, remedy in [
            ("UPDATE_ROLLBACK_FAILED", "aws cloudformation continue-update-rollback --stack-name s first"),
            ("UPDATE_ROLLBACK_IN_PROGRESS", "wait until it has ended"),
        ]:
            self.stack(status, parameters=self.GIVEN)
            self.nobody_imports()
            self.assertEqual(self.refused(self.GIVEN), f"s has Stage=prod, which protects its data, and is {status}: {remedy}")

    def test_what_cannot_be_updated_may_be_deleted_once_more(self):
        for status in ["DELETE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED"]:
            self.stack(status, parameters=self.GIVEN)
            self.nobody_imports()
            self.has()
            self.has()
            self.before_delete(self.GIVEN)

    def test_a_second_deletion_empties_the_bucket_though_the_queue_is_gone(self):
        self.stack("DELETE_FAILED")
        self.nobody_imports()
        left = [resource("AWS::SQS::Queue", QUEUE, "DELETE_COMPLETE"), resource("AWS::S3::Bucket", "full")]
        for _ in range(3):
            self.has(*left)
        for _ in range(2):
            self.answers("s3", "list_objects_v2", {"Contents": [{"Key": "one"}]}, Bucket="full")
        self.answers("s3", "delete_object", {}, Bucket="full", Key="one")
        self.types(b"y\n")
        self.before_delete({"CoreStackName": "core"}, "extensions/papers")

    def test_one_question_names_all_that_goes_and_the_stack(self):
        self.stack()
        self.nobody_imports()
        has = [resource("AWS::AppConfig::Application", "a1"), resource("AWS::S3::Bucket", "b1")]
        self.has(*has)
        version = self.keeps_two_versions()
        self.has(*has)
        for _ in range(2):
            self.answers("s3", "list_objects_v2", {"Contents": [{"Key": "one"}], "IsTruncated": False}, Bucket="b1")
        for number in [2, 1]:
            self.answers("appconfig", "delete_hosted_configuration_version", {}, **version, VersionNumber=number)
        self.answers("s3", "delete_object", {}, Bucket="b1", Key="one")
        self.types(b"y\nfor SAM\n")
        self.before_delete()
        self.assertEqual(os.read(0, 100), b"for SAM\n")
        self.assertEqual(
            self.said.getvalue(),
            "CloudFormation keeps s while there are versions of its settings (2) and objects in b1 (1). "
            "Delete them for good? The stack itself is deleted next. [y/N] ")

    def test_without_a_yes_nothing_goes(self):
        for answer in [b"n\n", b"\n", b"yes\n", b""]:
            self.stack()
            self.nobody_imports()
            self.has(resource("AWS::AppConfig::Application", "a1"))
            self.keeps_two_versions()
            self.has()
            self.types(answer)
            self.assertEqual(self.refused(), "s stays.")

    def test_an_application_or_a_bucket_that_is_gone_has_nothing(self):
        self.stack()
        self.nobody_imports()
        has = [resource("AWS::AppConfig::Application", "a1"), resource("AWS::S3::Bucket", "b1")]
        self.has(*has)
        self.refuses("appconfig", "list_configuration_profiles", "ResourceNotFoundException")
        self.has(*has)
        self.refuses("s3", "list_objects_v2", "NoSuchBucket")
        self.before_delete()
        self.assertEqual(self.said.getvalue(), "")

    def test_a_core_that_does_not_stand_sends_nothing(self):
        on = {"Lanes": "on"}
        for status, name in [("UPDATE_ROLLBACK_FAILED", "Lanes"), ("ROLLBACK_COMPLETE", "")]:
            self.stack(status, "core", on)
            self.assertEqual(stacks.used_by_core(self.cloudformation, "extensions/lanes", "core"), name)


class BeforeDeployTest(StacksTest):
    def refused(self, parameters):
        with self.assertRaises(SystemExit) as refusal:
            stacks.before_deploy(self.cloudformation, "s", parameters, "")
        return refusal.exception.code

    def test_a_stack_stands_while_and_after_it_is_updated(self):
        for status in ["CREATE_COMPLETE", "UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_FAILED",
                       "UPDATE_ROLLBACK_FAILED", "IMPORT_COMPLETE"]:
            self.stack(status, "core")
            self.no_stack()
            stacks.before_deploy(self.cloudformation, "s", {"CoreStackName": "core"}, "")

    def test_the_state_of_a_core_that_does_not_stand_is_said(self):
        for status, said in [
            ("REVIEW_IN_PROGRESS", "does not exist: make deploy first"), ("CREATE_IN_PROGRESS", "is CREATE_IN_PROGRESS: wait until it has ended"),
            ("DELETE_FAILED", "is DELETE_FAILED: make delete, then make deploy first"),
        ]:
            self.stack(status, "core")
            self.assertEqual(self.refused({"CoreStackName": "core"}), f"s needs the stack core, which {said}")

    def test_so_is_that_of_an_extension_that_is_switched_on(self):
        self.stack()
        self.stack("ROLLBACK_COMPLETE", "s-lanes")
        self.assertEqual(self.refused({"Lanes": "on"}), "s would send to the stack s-lanes, which is ROLLBACK_COMPLETE: "
                         "make delete EXTENSION=lanes, then make deploy EXTENSION=lanes first")

    def test_a_stack_of_which_nothing_stands_switches_nothing_on(self):
        self.stack("ROLLBACK_COMPLETE", parameters={"Lanes": "on"})
        stacks.before_deploy(self.cloudformation, "s", {}, "")


class WhereItAsksTest(StacksTest):
    def asked(self, toml, *arguments):
        self.no_stack()
        return self.before_deploy(toml, *arguments)

    def before_deploy(self, toml, *arguments):
        return self.before("deploy", toml, *arguments)

    def before(self, what, toml, *arguments):
        with tempfile.TemporaryDirectory() as folder, patch("stacks.boto3.setup_default_session") as session:
            pathlib.Path(folder, "samconfig.toml").write_text("[default.global.parameters]\nstack_name = 's'\n" + toml)
            stacks.main(f"before-{what}", folder, "default", *arguments)
            return session.call_args.kwargs

    def test_a_region_and_a_profile_are_read_as_sam_reads_them(self):
        for toml, arguments, region, profile in [
            ("", ["--region", "eu-west-1", "--profile", "me", "--no-confirm-changeset"], "eu-west-1", "me"),
            ("", ["--profile=me --region=eu-west-1"], "eu-west-1", "me"),
            ("region = 'eu-north-1'\nprofile = 'us'", ["--region", "eu-west-1"], "eu-west-1", "us"),
            ("[default.deploy.parameters]\nregion = 'eu-north-1'", [], "eu-north-1", None),
            ("", ["--parameter-overrides", "Stage=dev"], None, None),
        ]:
            self.assertEqual(self.asked(toml, *arguments), {"region_name": region, "profile_name": profile})

    def test_another_stack_wants_a_folder_of_its_own(self):
        folder = "[default.deploy.parameters]\ns3_prefix = 's'"
        for toml, arguments in [
            (folder, []), (folder, ["--stack-name", "s"]), (folder, ["--stack-name", "other", "--s3-prefix", "other"]),
            ("", ["--stack-name", "other"]),
        ]:
            self.asked(toml, *arguments)
        for what in ["deploy", "delete"]:
            for arguments in [["--stack-name", "other"], ["--stack-name=other --s3-prefix=s"]]:
                with self.assertRaises(SystemExit) as refusal:
                    self.before(what, folder, *arguments)
                self.assertEqual(refusal.exception.code, "other would share the folder s of SAM's bucket, which `sam delete` "
                                                         f"deletes: add --s3-prefix other to {what.upper()}_ARGS")


unittest.main()
