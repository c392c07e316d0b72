package localcloud.cli;

import java.util.ArrayList;
import java.util.List;
import localcloud.cloud.LocalCloud;
import localcloud.sam.StackResource;

/** What a person needs to know of a cloud that has started. */
record StartText(LocalCloud cloud) {

  List<String> lines() {
    var lines = new ArrayList<String>();
    cloud.apis().forEach((api, url) -> lines.add(line("API", api, url.toString())));
    for (var resource : cloud.resources()) {
      var kind = kind(resource);
      if (!kind.isEmpty()) {
        lines.add(line(kind, resource.logicalId(), resource.ref()));
      }
    }
    cloud.outputs().forEach((name, value) -> lines.add(line("Output", name, value)));
    if (!cloud.withoutEffect().isEmpty()) {
      lines.add("Without effect here:");
      cloud.withoutEffect().forEach(what -> lines.add("  " + what));
    }
    lines.add("");
    lines.add(
        "export AWS_ENDPOINT_URL=%s AWS_REGION=%s AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local"
            .formatted(cloud.endpointUrl(), cloud.stack().region()));
    return lines;
  }

  private static String kind(StackResource resource) {
    return switch (resource.type()) {
      case "AWS::Lambda::Function" -> "Function";
      case "AWS::SQS::Queue" -> "Queue";
      case "AWS::SNS::Topic" -> "Topic";
      case "AWS::DynamoDB::Table" -> "Table";
      case "AWS::S3::Bucket" -> "Bucket";
      case "AWS::StepFunctions::StateMachine" -> "Workflow";
      case "AWS::Events::EventBus" -> "Event bus";
      case "AWS::Cognito::UserPool" -> "User pool";
      case "AWS::SecretsManager::Secret" -> "Secret";
      default -> "";
    };
  }

  private static String line(String kind, String name, String value) {
    return "%-10s %-30s %s".formatted(kind, name, value);
  }
}
