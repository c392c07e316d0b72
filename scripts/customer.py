"""Makes test customers in a deployed stack's user pool and gets tokens for them.

usage: customer.py make STACK CUSTOMER      (reads the password from ORDERLY_PASSWORD)
       customer.py token STACK CUSTOMER     (prints a token; reads the password from ORDERLY_PASSWORD)
       customer.py check STACK              (says what is wrong if it cannot be reached)
       customer.py test-tokens STACK FILE   (makes the end-to-end tests' customers and writes their tokens)
       customer.py test-cleanup STACK       (deletes them)

Credentials and region come from the usual places (AWS_PROFILE, AWS_DEFAULT_REGION …).
"""
import json
import os
import secrets
import sys

import boto3
from botocore.exceptions import BotoCoreError, ClientError

TEST_CUSTOMERS = ["acme", "globex", "lister", "a-stranger"]


def outputs(stack):
    described = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in described["Outputs"]}


def make(pool, customer, password):
    cognito = boto3.client("cognito-idp")
    try:
        cognito.admin_create_user(UserPoolId=pool, Username=customer, MessageAction="SUPPRESS")
    except cognito.exceptions.UsernameExistsException:
        pass
    cognito.admin_set_user_password(UserPoolId=pool, Username=customer, Password=password, Permanent=True)


def token(client, customer, password):
    answer = boto3.client("cognito-idp").initiate_auth(
        AuthFlow="USER_PASSWORD_AUTH", ClientId=client, AuthParameters={"USERNAME": customer, "PASSWORD": password})
    if "ChallengeName" in answer:
        sys.exit(f"Cognito answered with the challenge {answer['ChallengeName']} instead of a token: "
                 "make customer sets the password for good.")
    return answer["AuthenticationResult"]["AccessToken"]


def password_of_environment():
    return os.environ.get("ORDERLY_PASSWORD") or sys.exit("Set ORDERLY_PASSWORD to the customer's password.")


def main(command, stack, *rest):
    names = outputs(stack)
    pool, client = names["CustomerPoolId"], names["CustomerPoolClientId"]
    if command == "make":
        make(pool, rest[0], password_of_environment())
        print(f"{rest[0]} is a customer of {stack}")
    elif command == "token":
        print(token(client, rest[0], password_of_environment()))
    elif command == "check":
        pass  # the outputs are there
    elif command == "test-tokens":
        password = "Aa1" + secrets.token_urlsafe(24)
        tokens = {}
        for customer in TEST_CUSTOMERS:
            make(pool, "test-" + customer, password)
            tokens[customer] = token(client, "test-" + customer, password)
        with open(rest[0], "w", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            json.dump(tokens, file)
    elif command == "test-cleanup":
        cognito = boto3.client("cognito-idp")
        for customer in TEST_CUSTOMERS:
            cognito.admin_delete_user(UserPoolId=pool, Username="test-" + customer)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    try:
        main(*sys.argv[1:])
    except (BotoCoreError, ClientError) as error:  # no region, no credentials, no such stack …
        sys.exit(f"{sys.argv[2]}: {error}")
    except KeyError as error:
        sys.exit(f"{sys.argv[2]} is no stack of this application: it has no output {error}")
