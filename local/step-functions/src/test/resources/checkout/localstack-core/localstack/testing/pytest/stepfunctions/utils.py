"""Of the shape of LocalStack's helper; made for the test of extract.py."""
from botocore.exceptions import ClientError
from localstack_snapshot.snapshots.transformer import RegexTransformer

from localstack.utils.strings import short_uid
from localstack.utils.sync import poll_condition


def create_and_record_execution(
    target_aws_client, create_state_machine_iam_role, create_state_machine, sfn_snapshot, definition, execution_input
):
    role = create_state_machine_iam_role(target_aws_client)
    sfn_snapshot.add_transformer(RegexTransformer(role, "role"))
    created = create_state_machine(target_aws_client, name=f"m_{short_uid()}", definition=definition, roleArn=role)
    sfn_snapshot.add_transformer(sfn_snapshot.transform.sfn_sm_create_arn(created, 0))
    client = target_aws_client.stepfunctions
    started = client.start_execution(stateMachineArn=created["stateMachineArn"], input=execution_input)
    try:
        assert poll_condition(condition=lambda: True, timeout=1)
    except ClientError:
        raise
    history = client.get_execution_history(executionArn=started["executionArn"])
    sfn_snapshot.match("get_execution_history", history)
