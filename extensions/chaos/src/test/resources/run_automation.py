"""Runs the automation's script, waits for its rollout, and takes it back as the last step does."""

import json
import sys
import time

import boto3

scope = {}
exec(sys.argv[1], scope)
begun = scope["begin"](json.loads(sys.argv[2]), None)
appconfig = boto3.client("appconfig")
deployment = {
    "ApplicationId": begun["application"],
    "EnvironmentId": begun["environment"],
    "DeploymentNumber": begun["number"],
}
end = time.monotonic() + 60
while (seen := appconfig.get_deployment(**deployment))["State"] != "COMPLETE":
    if time.monotonic() > end:
        sys.exit("The rollout is " + seen["State"])
    time.sleep(0.2)
stored = appconfig.get_hosted_configuration_version(
    ApplicationId=begun["application"],
    ConfigurationProfileId=seen["ConfigurationProfileId"],
    VersionNumber=int(seen["ConfigurationVersion"]),
)
values = json.loads(stored["Content"].read())["values"]
appconfig.stop_deployment(**deployment, AllowRevert=True)
state = appconfig.get_deployment(**deployment)["State"]
print(json.dumps({"chaos": values["chaos"], "retries": values["retries"], "state": state}))
