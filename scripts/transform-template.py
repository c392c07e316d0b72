"""Writes template.yaml as CloudFormation would see it after the SAM transform, offline.

usage: transform-template.py TEMPLATE OUTPUT [PARAMETER=VALUE...]

The translator expands neither AWS::Include nor a state machine's DefinitionUri, so both are put in place
first: otherwise the linters would see neither the API nor the workflow.
"""
import json
import os
import sys

import yaml
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse


class NoPolicies:
    def load(self):
        return {}


def one_text(definition):
    """Instead of a join of the lines, which cfn-lint does not check, and resolves by one recursion a line. Its schema of the
    language wants the partition in an ARN."""
    separator, lines = definition["Fn::Join"]
    return separator.join(lines).replace("${Partition}", "aws")


def main(source, target, *parameters):
    root = os.path.dirname(os.path.abspath(source))
    with open(source, encoding="utf-8") as file:
        template = yaml_parse(file)
    for parameter in parameters:
        name, value = parameter.split("=", 1)
        template["Parameters"][name]["Default"] = value
    for resource in template["Resources"].values():
        properties = resource.get("Properties", {})
        body = properties.get("DefinitionBody", {})
        if isinstance(body, dict) and "Fn::Transform" in body:
            location = body["Fn::Transform"]["Parameters"]["Location"]
            with open(os.path.join(root, location), encoding="utf-8") as file:
                properties["DefinitionBody"] = yaml_parse(file)
        if resource["Type"] == "AWS::Serverless::StateMachine" and isinstance(properties.get("DefinitionUri"), str):
            with open(os.path.join(root, properties.pop("DefinitionUri")), encoding="utf-8") as file:
                properties["Definition"] = yaml.safe_load(file)
        if isinstance(properties.get("CodeUri"), str):
            properties["CodeUri"] = "s3://artifact-bucket/code.zip"
    globals_ = template.get("Globals", {}).get("Function", {})
    if isinstance(globals_.get("CodeUri"), str):
        globals_["CodeUri"] = "s3://artifact-bucket/code.zip"
    transformed = transform(template, {}, NoPolicies())
    for resource in transformed["Resources"].values():
        if resource["Type"] == "AWS::StepFunctions::StateMachine":
            resource["Properties"]["DefinitionString"] = one_text(resource["Properties"]["DefinitionString"])
    with open(target, "w", encoding="utf-8") as file:
        json.dump(transformed, file, indent=2)


if __name__ == "__main__":
    main(*sys.argv[1:])
