package localcloud.cloud;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.sam.Stack;
import localcloud.sam.StackResource;

/** Describes the one stack that runs, so that its outputs are found as those of a deployed one. */
final class CloudFormation implements AwsService {
  private final Stack stack;
  private final String stackId;
  private final String createdAt;

  CloudFormation(Stack stack, Instant createdAt) {
    this.stack = stack;
    this.stackId =
        "arn:aws:cloudformation:%s:%s:stack/%s/local"
            .formatted(stack.region(), stack.accountId(), stack.name());
    this.createdAt = createdAt.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  @Override
  public AwsAnswer answer(AwsCall call) {
    var request = QueryRequest.of(call);
    checkStackName(request);
    var result =
        switch (request.action()) {
          case "DescribeStacks" -> "<Stacks>" + stack() + "</Stacks>";
          case "ListStacks" -> "<StackSummaries>" + Xml.member(summary()) + "</StackSummaries>";
          case "ListStackResources" ->
              "<StackResourceSummaries>"
                  + resources(resource -> true)
                  + "</StackResourceSummaries>";
          case "DescribeStackResources" ->
              "<StackResources>" + resources(asked(request)) + "</StackResources>";
          case "DescribeStackResource" ->
              resources(asked(request))
                  .replace("<member>", "<StackResourceDetail>")
                  .replace("</member>", "</StackResourceDetail>");
          default ->
              throw new AwsException(
                  400, "InvalidAction", "The local CloudFormation has no " + request.action());
        };
    return request.answer("http://cloudformation.amazonaws.com/doc/2010-05-15/", result);
  }

  private void checkStackName(QueryRequest request) {
    var asked = request.parameter("StackName");
    if (asked != null && !asked.equals(stack.name()) && !asked.equals(stackId)) {
      throw new AwsException(400, "ValidationError", "Stack with id " + asked + " does not exist");
    }
  }

  private static Predicate<StackResource> asked(QueryRequest request) {
    var logicalId = request.parameter("LogicalResourceId");
    return resource -> logicalId == null || resource.logicalId().equals(logicalId);
  }

  private String stack() {
    var outputs =
        stack.outputs().entrySet().stream()
            .map(
                output -> {
                  var member = new LinkedHashMap<String, String>();
                  member.put("OutputKey", output.getKey());
                  member.put("OutputValue", output.getValue());
                  return Xml.member(member);
                })
            .collect(Collectors.joining("", "<Outputs>", "</Outputs>"));
    var summary = Xml.member(summary());
    return summary.substring(0, summary.length() - "</member>".length()) + outputs + "</member>";
  }

  private SequencedMap<String, String> summary() {
    var summary = new LinkedHashMap<String, String>();
    summary.put("StackId", stackId);
    summary.put("StackName", stack.name());
    summary.put("CreationTime", createdAt);
    summary.put("StackStatus", "CREATE_COMPLETE");
    return summary;
  }

  private String resources(Predicate<StackResource> which) {
    return stack.resources().values().stream()
        .filter(which)
        .map(
            resource -> {
              var member = new LinkedHashMap<String, String>();
              member.put("StackId", stackId);
              member.put("StackName", stack.name());
              member.put("LogicalResourceId", resource.logicalId());
              member.put("PhysicalResourceId", resource.ref());
              member.put("ResourceType", resource.type());
              member.put("Timestamp", createdAt);
              member.put("LastUpdatedTimestamp", createdAt);
              member.put("ResourceStatus", "CREATE_COMPLETE");
              return Xml.member(member);
            })
        .collect(Collectors.joining());
  }
}
