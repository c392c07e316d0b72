"""Asks CloudFormation what SAM would find out late, or by a message that names no remedy.

usage: stacks.py before-deploy FOLDER CONFIG_ENV   (is the core of this folder's extension deployed? Of the
                                                    core: is each extension that its parameters switch on?)
       stacks.py before-delete FOLDER CONFIG_ENV   (which stacks import from this folder's stack? Of an
                                                    extension: is it switched off, and are its queues empty?
                                                    Then it asks before it deletes the stored settings.)

Credentials, region and endpoint come from the usual places (AWS_PROFILE, AWS_DEFAULT_REGION, AWS_ENDPOINT_URL …).
What cannot be asked stops nothing: CloudFormation refuses by itself what may not be.
"""
import re
import sys
from pathlib import Path

import boto3
import tomlkit
from botocore.exceptions import BotoCoreError, ClientError
from samcli.yamlhelper import yaml_parse


def settings(folder, config_env):
    """The stack's name, where SAM has to say what is missing an empty one, and the parameters that are set."""
    with open(f"{folder}/samconfig.toml", encoding="utf-8") as file:
        stage = tomlkit.parse(file.read()).unwrap().get(config_env, {})
    overrides = stage.get("deploy", {}).get("parameters", {}).get("parameter_overrides", "")
    given = re.findall(r"(\w+)=(\S+)", overrides if isinstance(overrides, str) else " ".join(overrides))
    return stage.get("global", {}).get("parameters", {}).get("stack_name", ""), dict(given)


def switch(template):
    """The core's parameter without which nothing uses this extension; most have none."""
    return yaml_parse(Path(template).read_text(encoding="utf-8")).get("Metadata", {}).get("SwitchedOnBy", "")


def is_on(parameters, name):
    declared = yaml_parse(Path("template.yaml").read_text(encoding="utf-8"))["Parameters"].get(name, {})
    default = str(declared.get("Default"))
    return parameters.get(name, default) != default


def switched_on(parameters):
    """The names of the extensions that these parameters of the core need."""
    return [template.parent.name for template in sorted(Path("extensions").glob("*/template.yaml"))
            if is_on(parameters, switch(template))]


def used_by_core(cloudformation, folder, core):
    name = switch(f"{folder}/template.yaml")
    stack = cloudformation.describe_stacks(StackName=core)["Stacks"][0] if name and exists(cloudformation, core) else {}
    deployed = {one["ParameterKey"]: one["ParameterValue"] for one in stack.get("Parameters", [])}
    return name if is_on(deployed, name) else ""


def waiting(cloudformation, stack):
    """How many messages each of the stack's queues has, if any: they would go with it."""
    sqs = boto3.client("sqs")
    counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
    queues = [one["PhysicalResourceId"] for page in pages for one in page["StackResourceSummaries"]
              if one["ResourceType"] == "AWS::SQS::Queue"]
    depths = {url.rsplit("/", 1)[-1]: sum(map(int, sqs.get_queue_attributes(
        QueueUrl=url, AttributeNames=counts)["Attributes"].values())) for url in queues}
    return {name: depth for name, depth in depths.items() if depth}


def exists(cloudformation, stack):
    try:
        cloudformation.describe_stacks(StackName=stack)
        return True
    except ClientError as error:
        if "does not exist" in str(error):
            return False
        raise


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


def forget_settings(stack):
    """What `make settings` has stored is not CloudFormation's, and AppConfig deletes no profile that has versions."""
    appconfig = boto3.client("appconfig")
    stored = [
        {"ApplicationId": application["Id"], "ConfigurationProfileId": profile["Id"], "VersionNumber": version["VersionNumber"]}
        for page in appconfig.get_paginator("list_applications").paginate()
        for application in page["Items"] if application["Name"] == stack
        for profile in appconfig.list_configuration_profiles(ApplicationId=application["Id"])["Items"]
        for version in appconfig.list_hosted_configuration_versions(
            ApplicationId=application["Id"], ConfigurationProfileId=profile["Id"])["Items"]
    ]
    if stored and input(f"AppConfig keeps {stack} while it has settings. Delete {len(stored)} versions of them? [y/N] ") != "y":
        sys.exit(f"{stack} stays.")
    for version in stored:
        appconfig.delete_hosted_configuration_version(**version)


def before_deploy(cloudformation, stack, parameters, suffix):
    core = parameters.get("CoreStackName", "")
    if core and not exists(cloudformation, core):
        sys.exit(f"{stack} needs the stack {core}, which does not exist: make deploy{suffix} first")
    for name in [] if core else switched_on(parameters):
        if not exists(cloudformation, f"{stack}-{name}"):
            sys.exit(f"{stack} would send to the stack {stack}-{name}, which does not exist: "
                     f"make deploy EXTENSION={name}{suffix} first")


def before_delete(cloudformation, folder, stack, parameters, suffix):
    for user in importers(cloudformation, stack):
        name = user.removeprefix(stack + "-")
        remedy = f"make delete EXTENSION={name}{suffix}" if name != user else f"delete {user}"
        sys.exit(f"{stack} is used by {user}: {remedy} first")
    core = parameters.get("CoreStackName", "")
    if core and exists(cloudformation, stack):
        if name := used_by_core(cloudformation, folder, core):
            sys.exit(f"{core} sends to {stack}: set {name} to its default and make deploy{suffix} first")
        if left := waiting(cloudformation, stack):
            sys.exit(f"{stack} has messages, which would be lost: {left}. Wait until they are worked off.")
    forget_settings(stack)


def main(command, folder, config_env):
    stack, parameters = settings(folder, config_env)
    suffix = "" if config_env == "default" else f" CONFIG_ENV={config_env}"
    try:
        cloudformation = boto3.client("cloudformation")
        if command == "before-deploy" and stack:
            before_deploy(cloudformation, stack, parameters, suffix)
        if command == "before-delete" and stack:
            before_delete(cloudformation, folder, stack, parameters, suffix)
    except (BotoCoreError, ClientError) as error:
        print(f"AWS could not be asked: {error}", file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
