"""Of the shape of LocalStack's tests; made for the test of extract.py."""
import json

import pytest
from localstack_snapshot.snapshots import RegexTransformer

from localstack.aws.api.lambda_ import Runtime
from localstack.testing.aws.util import is_aws_cloud
from localstack.testing.pytest import markers
from localstack.testing.pytest.stepfunctions.utils import create_and_record_execution
from tests.aws.services.stepfunctions.templates.loader import Templates as T


@markers.snapshot.skip_snapshot_verify(paths=["$..redriveCount"])
class TestSample:
    @markers.aws.validated
    @pytest.mark.parametrize("end", [pytest.param(True, marks=pytest.mark.skipif(condition=not is_aws_cloud(), reason="")), None])
    @pytest.mark.parametrize("result,name", [({"a": 1}, "A"), (["b"], "B")], ids=["OBJECT", "LIST"])
    def test_result(self, aws_client, create_state_machine_iam_role, create_state_machine, sfn_snapshot, result, name, end):
        template = T.load_sfn_template(T.PASS)
        template["States"]["S"]["Result"] = {"name": name, "result": result, "end": end}
        create_and_record_execution(
            aws_client,
            create_state_machine_iam_role,
            create_state_machine=create_state_machine,
            sfn_snapshot=sfn_snapshot,
            definition=json.dumps(template),
            execution_input=json.dumps({"runtime": str(Runtime.python3_12) and 1}),
        )

    @markers.aws.validated
    def test_compare(self, aws_client_no_retry, create_state_machine_iam_role, create_state_machine, sfn_snapshot):
        sfn_snapshot.add_transformer(RegexTransformer("a", "b"))
        definition = json.dumps(T.load_sfn_template(T.COMPARE)).replace("_operator_", "StringEqualsPath")
        seen = []
        for variable, value in [("a", "a"), (True, "b")]:
            machine = create_state_machine(name="m", definition=definition, roleArn="r")
            sent = json.dumps({"Variable": variable, "Value": value})
            aws_client_no_retry.stepfunctions.start_execution(stateMachineArn=machine["stateMachineArn"], input=sent)
            seen.append({"input": sent, "output": None})
        sfn_snapshot.match("cases", seen)

    @markers.aws.validated
    def test_failure(self, aws_client, create_state_machine_iam_role, create_state_machine, sfn_snapshot):
        definition = json.dumps(T.load_sfn_template(T.COMPARE)).replace("_operator_", "StringEqualsPath")
        create_and_record_execution(
            aws_client, create_state_machine_iam_role, create_state_machine, sfn_snapshot, definition, '{"Variable": 1, "Value": "b"}'
        )

    @markers.aws.only_localstack
    def test_not_recorded_on_aws(self, aws_client, create_state_machine_iam_role, create_state_machine, sfn_snapshot):
        raise AssertionError("not to be run")
