"""Asks CloudFormation what SAM would find out late, or by a message that names no remedy.

usage: stacks.py before-deploy FOLDER CONFIG_ENV   (is the core of this folder's extension deployed?)
       stacks.py before-delete FOLDER CONFIG_ENV   (which stacks import from this folder's stack? Then it
                                                    asks before it deletes the stored settings.)

Credentials, region and endpoint come from the usual places (AWS_PROFILE, AWS_DEFAULT_REGION, AWS_ENDPOINT_URL …).
What cannot be asked stops nothing: CloudFormation refuses by itself what may not be.
"""
import re
import sys

import boto3
import tomlkit
from botocore.exceptions import BotoCoreError, ClientError


def settings(folder, config_env):
    """The stack's name and, of an extension, its core's; empty where SAM has to say what is missing."""
    with open(f"{folder}/samconfig.toml", encoding="utf-8") as file:
        stage = tomlkit.parse(file.read()).unwrap().get(config_env, {})
    overrides = stage.get("deploy", {}).get("parameters", {}).get("parameter_overrides", "")
    core = re.search(r"\bCoreStackName=(\S+)", overrides if isinstance(overrides, str) else " ".join(overrides))
    return stage.get("global", {}).get("parameters", {}).get("stack_name", ""), core.group(1) if core else ""


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


def main(command, folder, config_env):
    stack, core = settings(folder, config_env)
    suffix = "" if config_env == "default" else f" CONFIG_ENV={config_env}"
    try:
        cloudformation = boto3.client("cloudformation")
        if command == "before-deploy" and core and not exists(cloudformation, core):
            sys.exit(f"{stack} needs the stack {core}, which does not exist: make deploy{suffix} first")
        if command == "before-delete" and stack:
            for user in importers(cloudformation, stack):
                name = user.removeprefix(stack + "-")
                remedy = f"make delete EXTENSION={name}{suffix}" if name != user else f"delete {user}"
                sys.exit(f"{stack} is used by {user}: {remedy} first")
            forget_settings(stack)
    except (BotoCoreError, ClientError) as error:
        print(f"AWS could not be asked: {error}", file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
