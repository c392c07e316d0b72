"""Makes the canary's customer in a deployed stack's user pool, with the password in the canary's secret.

usage: make_customer.py STACK      (the core's)

Credentials and region come from the usual places (AWS_PROFILE, AWS_DEFAULT_REGION …).
"""
import pathlib
import sys

import boto3
from botocore.exceptions import BotoCoreError, ClientError

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
import customer  # noqa: E402


def main(stack):
    secret = customer.outputs(f"{stack}-canary")["CanaryPasswordArn"]
    password = boto3.client("secretsmanager").get_secret_value(SecretId=secret)["SecretString"]
    customer.make(customer.outputs(stack)["CustomerPoolId"], "canary", password)
    print(f"canary is a customer of {stack}")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (BotoCoreError, ClientError) as error:  # no region, no credentials, no such stack …
        sys.exit(f"{sys.argv[1]}: {error}")
    except KeyError as error:
        sys.exit(f"{sys.argv[1]} or its canary is no stack of this application: there is no output {error}")
