"""Asks CloudFormation what SAM would find out late, or by a message that names no remedy.

usage: stacks.py before-deploy FOLDER CONFIG_ENV [DEPLOY_ARGS...]
                                                   (is the core of this folder's extension deployed? Of the
                                                    core: is each extension that its parameters switch on?
                                                    Has a stack of another name a folder of its own in SAM's bucket?)
       stacks.py before-delete FOLDER CONFIG_ENV [DELETE_ARGS...]
                                                   (which stacks import from this folder's stack? Of an
                                                    extension: is it switched off, and are its queues empty?
                                                    Is it protected? Then it asks, once, before it deletes the
                                                    stored settings and what is in the stack's buckets.)

Credentials, region and endpoint are those of SAM: --profile and --region of the arguments, profile and region of samconfig.toml,
or else the usual places (AWS_PROFILE, AWS_DEFAULT_REGION, AWS_ENDPOINT_URL …).
What cannot be asked stops nothing, for CloudFormation refuses by itself what may not be; but it deletes a queue
with all that is in it, so an extension to which the core sends is not deleted then.
"""
import os
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import boto3
import tomlkit
from botocore.exceptions import BotoCoreError, ClientError
from samcli.yamlhelper import yaml_parse


# SQS: its counts of messages are right a minute after the last one was sent ("GetQueueAttributes").
SECONDS_UNTIL_COUNTS_ARE_RIGHT = 60


# By these codes SQS, S3 and AppConfig say that something is not there.
GONE = ["AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist", "NoSuchBucket", "ResourceNotFoundException"]


WAIT = "wait until it has ended"


def samconfig(folder, config_env):
    with open(f"{folder}/samconfig.toml", encoding="utf-8") as file:
        return tomlkit.parse(file.read()).unwrap().get(config_env, {})


def said(stage, arguments, name):
    """What SAM takes from the command line, or else in samconfig.toml; `sam delete` reads there what is for `sam deploy`."""
    in_file = written(stage, "global") | written(stage, "deploy")
    return " ".join(option(arguments, f"--{name}")) or in_file.get(name.replace("-", "_"), "")


def written(stage, command):
    return stage.get(command, {}).get("parameters", {})


def settings(stage, arguments=()):
    """The stack's name, where SAM has to say what is missing an empty one, and the parameters that are set."""
    overrides = written(stage, "deploy").get("parameter_overrides", "")
    overrides = option(arguments, "--parameter-overrides") or overrides
    given = re.findall(r"(\w+)=(\S+)", overrides if isinstance(overrides, str) else " ".join(overrides))
    return said(stage, arguments, "stack-name"), dict(given)


def option(arguments, name):
    """The words after this option, which SAM takes in the place of what is in samconfig.toml."""
    words = [word for argument in arguments for word in argument.replace(name + "=", name + " ").split()]
    after = words[words.index(name) + 1:] if name in words else []
    end = next((at for at, word in enumerate(after) if word.startswith("--")), len(after))
    return after[:end]


@cache
def read(template):
    return yaml_parse(Path(template).read_text(encoding="utf-8"))


def switch(template):
    """The core's parameter without which nothing uses this extension; most have none."""
    return read(template).get("Metadata", {}).get("SwitchedOnBy", "")


def is_on(parameters, name):
    declared = read("template.yaml")["Parameters"].get(name, {})
    default = str(declared.get("Default"))
    return parameters.get(name, default) != default


def switched_on(parameters):
    """The names of the extensions that these parameters of the core need."""
    return [template.parent.name for template in sorted(Path("extensions").glob("*/template.yaml"))
            if is_on(parameters, switch(template))]


def used_by_core(cloudformation, folder, core):
    name = switch(f"{folder}/template.yaml")
    found = find(cloudformation, core) if name else {}
    return name if stands(found) and is_on(values(found), name) else ""


def resources(cloudformation, stack, kind):
    """CloudFormation lists what it has deleted of a stack, too, and what it could not even begin to make."""
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
    return [one["PhysicalResourceId"] for page in pages for one in page["StackResourceSummaries"]
            if one["ResourceType"] == kind and one["ResourceStatus"] != "DELETE_COMPLETE" and one.get("PhysicalResourceId")]


def unless_gone(ask, nothing):
    """What is answered, or nothing of what somebody has deleted without CloudFormation."""
    try:
        return ask()
    except ClientError as error:
        if error.response["Error"]["Code"] in GONE:
            return nothing
        raise


def waiting(cloudformation, stack):
    """How many messages each of the stack's queues has, if any: they would go with it."""
    sqs = boto3.client("sqs")
    counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    queues = resources(cloudformation, stack, "AWS::SQS::Queue")

    def attributes(url):
        return unless_gone(lambda: sqs.get_queue_attributes(QueueUrl=url, AttributeNames=counts)["Attributes"], {})

    def depths():
        sums = {url.rsplit("/", 1)[-1]: sum(map(int, attributes(url).values())) for url in queues}
        return {name: depth for name, depth in sums.items() if depth}

    left = depths()
    if left or not queues:
        return left
    print(f"Is {stack} empty? Its queues say so for sure in a minute.", file=sys.stderr)
    time.sleep(SECONDS_UNTIL_COUNTS_ARE_RIGHT)
    return depths()


def find(cloudformation, stack):
    try:
        return cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in str(error):
            return {}
        raise


def stands(stack):
    """An update, also one that fails, leaves a stack standing; one whose first deployment was rolled back has nothing."""
    status = stack.get("StackStatus", "")
    return status == "CREATE_COMPLETE" or status.startswith(("UPDATE_", "IMPORT_"))


def refusal(stack, names):
    """Why a stack is none to build on, and what helps."""
    status = stack.get("StackStatus", "")
    if status in ["", "REVIEW_IN_PROGRESS"]:  # a change set that nobody has executed
        return "does not exist", f"make deploy{names}"
    return f"is {status}", to_end(stack) or f"make delete{names}, then make deploy{names}"


def to_end(stack):
    """What ends the change that a stack is in, if any: until then it takes no other one."""
    status = stack.get("StackStatus", "")
    if status == "UPDATE_ROLLBACK_FAILED":
        return f"aws cloudformation continue-update-rollback --stack-name {stack['StackName']}"
    return WAIT if status.endswith("_IN_PROGRESS") else ""


def first(remedy):
    return remedy if remedy == WAIT else f"{remedy} first"


def values(stack):
    return {one["ParameterKey"]: one["ParameterValue"] for one in stack.get("Parameters", [])}


def importers(cloudformation, stack):
    found = set()
    for page in cloudformation.get_paginator("list_exports").paginate():
        for export in page["Exports"]:
            if export["ExportingStackId"].split("/")[1] == stack:
                found.update(imports(cloudformation, export["Name"]))
    return sorted(found)


def imports(cloudformation, export):
    try:
        pages = cloudformation.get_paginator("list_imports").paginate(ExportName=export)
        return [name for page in pages for name in page["Imports"]]
    except ClientError as error:
        if "is not imported" in str(error):
            return []
        raise


def stored_settings(cloudformation, stack):
    """What `make settings` has stored is not CloudFormation's, and AppConfig deletes no profile that has versions."""
    appconfig = boto3.client("appconfig")

    def versions(application, profile):
        pages = appconfig.get_paginator("list_hosted_configuration_versions").paginate(
            ApplicationId=application, ConfigurationProfileId=profile)
        return [{"ApplicationId": application, "ConfigurationProfileId": profile, "VersionNumber": one["VersionNumber"]}
                for page in pages for one in page["Items"]]

    def profiles(application):
        return unless_gone(lambda: appconfig.list_configuration_profiles(ApplicationId=application)["Items"], [])

    # By ID: settings that were off for a while have left an application of the same name, which is not the stack's.
    return [version for application in resources(cloudformation, stack, "AWS::AppConfig::Application")
            for profile in profiles(application) for version in versions(application, profile["Id"])]


def forget_settings(stored):
    appconfig = boto3.client("appconfig")
    for version in stored:
        unless_gone(lambda one=version: appconfig.delete_hosted_configuration_version(**one), None)


def filled_buckets(cloudformation, stack):
    """How many objects each of the stack's buckets has, if any: CloudFormation deletes no bucket that has some."""
    s3 = boto3.client("s3")
    found = {}
    for bucket in resources(cloudformation, stack, "AWS::S3::Bucket"):
        page = unless_gone(lambda of=bucket: s3.list_objects_v2(Bucket=of), {})
        if keys := page.get("Contents", []):
            found[bucket] = "more than 1,000" if page.get("IsTruncated") else len(keys)
    return found


def empty(bucket):
    """Ours keep no versions, and S3 deletes for nothing."""
    s3 = boto3.client("s3")
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        keys = [one["Key"] for one in page.get("Contents", [])]
        with ThreadPoolExecutor(10) as pool:
            list(pool.map(lambda key: s3.delete_object(Bucket=bucket, Key=key), keys))


def confirmed(question):
    print(question, end="", flush=True)
    return typed_line() == b"y"


def typed_line():
    """Byte by byte, for input() would also take what is piped in for the questions of SAM."""
    line = b""
    while (byte := os.read(0, 1)) not in [b"", b"\n"]:
        line += byte
    return line


def make_deletable(cloudformation, stack):
    """Deletes what CloudFormation keeps the stack for, after one question about all of it."""
    stored = stored_settings(cloudformation, stack)
    filled = filled_buckets(cloudformation, stack)
    settings_too = [f"versions of its settings ({len(stored)})"] if stored else []
    goes = settings_too + [f"objects in {bucket} ({many})" for bucket, many in filled.items()]
    if not goes:
        return
    if not confirmed(f"CloudFormation keeps {stack} while there are {' and '.join(goes)}. "
                     f"Delete them for good? The stack itself is deleted next. [y/N] "):
        sys.exit(f"{stack} stays.")
    forget_settings(stored)
    for bucket in filled:
        empty(bucket)


def before_deploy(cloudformation, stack, parameters, suffix):
    core = parameters.get("CoreStackName", "")
    if core and not stands(found := find(cloudformation, core)):
        why, remedy = refusal(found, suffix)
        sys.exit(f"{stack} needs the stack {core}, which {why}: {first(remedy)}")
    before = find(cloudformation, stack)
    # What a deployment does not name keeps the value that the stack has.
    kept = values(before) if stands(before) else {}
    for name in [] if core else switched_on(kept | parameters):
        if not stands(found := find(cloudformation, f"{stack}-{name}")):
            why, remedy = refusal(found, f" EXTENSION={name}{suffix}")
            without = f"make deploy{suffix} without {switch(f'extensions/{name}/template.yaml')}, then "
            sys.exit(f"{stack} would send to the stack {stack}-{name}, which {why}: "
                     f"{first(remedy) if stands(before) else without + remedy}")


def refuse_shared_folder(stage, stack, arguments, variable):
    """The name of another stack than samconfig's wants a folder of its own, for `sam delete` deletes the folder."""
    folder = said(stage, [], "s3-prefix")
    if folder and stack != said(stage, [], "stack-name") and said(stage, arguments, "s3-prefix") == folder:
        sys.exit(f"{stack} would share the folder {folder} of SAM's bucket, which `sam delete` deletes: "
                 f"add --s3-prefix {stack} to {variable}")


def refuse_protected(stack, found):
    """What would stop a deletion that has begun is said before it begins."""
    if found.get("EnableTerminationProtection"):
        sys.exit(f"{stack} is protected: aws cloudformation update-termination-protection "
                 f"--no-enable-termination-protection --stack-name {stack} first")


def refuse_prod(stack, found, parameters, command):
    """Said last: nobody is to unprotect data for a deletion that something else stops."""
    # A stack that does not stand cannot be updated, so nothing can be done first.
    if stands(found) and values(found).get("Stage") == "prod":
        dev = " ".join(f"{name}={value}" for name, value in (parameters | {"Stage": "dev"}).items())
        deploy = f"{command} DEPLOY_ARGS=\"--parameter-overrides {dev}\""
        busy = to_end(found)
        state = f", and is {found['StackStatus']}" if busy else ""
        sys.exit(f"{stack} has Stage=prod, which protects its data{state}: {first(busy or deploy)}")


def before_delete(cloudformation, folder, stack, parameters, suffix):
    found = find(cloudformation, stack)
    if not found:
        return
    extension = "" if folder == "." else f" EXTENSION={Path(folder).name}"
    refuse_protected(stack, found)
    for user in importers(cloudformation, stack):
        name = user.removeprefix(stack + "-")
        remedy = f"make delete EXTENSION={name}{suffix}" if name != user else f"delete {user}"
        sys.exit(f"{stack} is used by {user}: {remedy} first")
    if core := (parameters | values(found)).get("CoreStackName", ""):
        if name := used_by_core(cloudformation, folder, core):
            sys.exit(f"{core} sends to {stack}: set {name} to its default and make deploy{suffix} first")
        if left := waiting(cloudformation, stack):
            sys.exit(f"{stack} has messages, which would be lost: {left}. Wait until they are worked off.")
    refuse_prod(stack, found, parameters, f"make deploy{extension}{suffix}")
    make_deletable(cloudformation, stack)


def main(command, folder, config_env, *arguments):
    stage = samconfig(folder, config_env)
    stack, parameters = settings(stage, arguments)
    suffix = "" if config_env == "default" else f" CONFIG_ENV={config_env}"
    refuse_shared_folder(stage, stack, arguments, "DEPLOY_ARGS" if command == "before-deploy" else "DELETE_ARGS")
    try:
        boto3.setup_default_session(
            region_name=said(stage, arguments, "region") or None, profile_name=said(stage, arguments, "profile") or None)
        cloudformation = boto3.client("cloudformation")
        if command == "before-deploy" and stack:
            before_deploy(cloudformation, stack, parameters, suffix)
        if command == "before-delete" and stack:
            before_delete(cloudformation, folder, stack, parameters, suffix)
    except (BotoCoreError, ClientError) as error:
        print(f"AWS could not be asked: {error}", file=sys.stderr)
        if command == "before-delete" and switch(f"{folder}/template.yaml"):
            sys.exit(f"{stack} stays: nobody knows whether it is switched off and empty.")


if __name__ == "__main__":
    main(*sys.argv[1:])
