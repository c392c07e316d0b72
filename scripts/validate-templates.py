"""Validates every template with `sam validate --lint`, and writes each as CloudFormation would see it into a folder: the
core's, the core's with every pattern on, and each extension's.

usage: validate-templates.py FOLDER EXTENSION...

All in one process: to start SAM CLI costs more than what it does for a small template.
"""
import logging
import os
import runpy
import subprocess
import sys

from samcli.cli.main import cli

logging.disable(logging.WARNING)
transform = runpy.run_path(os.path.join(os.path.dirname(__file__), "transform-template.py"))["main"]


def validate(folder):
    root = os.getcwd()
    os.chdir(folder)
    try:
        cli(["validate", "--lint"])
    except SystemExit as end:
        if end.code:
            raise
    finally:
        os.chdir(root)


def main(target, *extensions):
    os.makedirs(target, exist_ok=True)
    for old in os.listdir(target):
        os.remove(os.path.join(target, old))
    all_on = subprocess.run(["scripts/all-on"], check=True, capture_output=True, text=True).stdout.split()
    validate(".")
    transform("template.yaml", f"{target}/core.json")
    transform("template.yaml", f"{target}/core-all-on.json", *all_on)
    for extension in extensions:
        validate(f"extensions/{extension}")
        transform(f"extensions/{extension}/template.yaml", f"{target}/{extension}.json")


if __name__ == "__main__":
    main(*sys.argv[1:])
