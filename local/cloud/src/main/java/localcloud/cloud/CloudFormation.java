package localcloud.cloud;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.endpoint.QueryRequest;
import localcloud.endpoint.Xml;
import localcloud.sam.Stack;
import localcloud.sam.StackResource;
import org.jspecify.annotations.Nullable;

/** Describes the stacks that run, so that their outputs are found as those of deployed ones. */
final class CloudFormation implements AwsService {
  private static final String NAMESPACE = "http://cloudformation.amazonaws.com/doc/2010-05-15/";

  private final Stacks stacks;
  private final String createdAt;

  CloudFormation(Stacks stacks, Instant createdAt) {
    this.stacks = stacks;
    this.createdAt = createdAt.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  @Override
  public AwsAnswer answer(AwsCall call) {
    var request = QueryRequest.of(call);
    var result =
        switch (request.action()) {
          case "DescribeStacks", "ListStacks" -> stacks(request);
          case "ListStackResources", "DescribeStackResources", "DescribeStackResource" ->
              resources(request);
          case "ListExports" -> Xml.around("Exports", exports());
          case "ListImports" -> Xml.around("Imports", imports(request));
          case "DeleteStack" -> throw refusal(one(request));
          default ->
              throw new AwsException(
                  400, "InvalidAction", "The local CloudFormation has no " + request.action());
        };
    return request.answer(NAMESPACE, result);
  }

  private String stacks(QueryRequest request) {
    return request.action().equals("ListStacks")
        ? Xml.around(
            "StackSummaries",
            stacks.all().stream()
                .map(stack -> Xml.member(summary(stack)))
                .collect(Collectors.joining()))
        : Xml.around(
            "Stacks", asked(request).stream().map(this::stack).collect(Collectors.joining()));
  }

  private String resources(QueryRequest request) {
    var stack = one(request);
    var resources = resources(stack, asResource(request));
    if (request.action().equals("DescribeStackResource")) {
      var logicalId = required(request, "LogicalResourceId");
      if (resources.isEmpty()) {
        throw invalid("Resource %s does not exist for stack %s".formatted(logicalId, stack.name()));
      }
    }
    return switch (request.action()) {
      case "ListStackResources" -> Xml.around("StackResourceSummaries", resources);
      case "DescribeStackResources" -> Xml.around("StackResources", resources);
      default ->
          resources
              .replace("<member>", "<StackResourceDetail>")
              .replace("</member>", "</StackResourceDetail>");
    };
  }

  /** All stacks, or the one that is named. */
  private Collection<Stack> asked(QueryRequest request) {
    var name = request.parameter("StackName");
    return name == null ? stacks.all() : List.of(one(request));
  }

  private Stack one(QueryRequest request) {
    var name = required(request, "StackName");
    return stacks
        .find(name)
        .orElseThrow(() -> invalid("Stack with id " + name + " does not exist"));
  }

  private static String required(QueryRequest request, String parameter) {
    @Nullable String value = request.parameter(parameter);
    if (value == null) {
      throw invalid(parameter + " is missing");
    }
    return value;
  }

  private static Predicate<StackResource> asResource(QueryRequest request) {
    var logicalId = request.parameter("LogicalResourceId");
    return resource -> logicalId == null || resource.logicalId().equals(logicalId);
  }

  private String exports() {
    var members = new StringBuilder();
    for (var stack : stacks.all()) {
      stack
          .exportedValues()
          .forEach(
              (name, value) -> {
                var member = new LinkedHashMap<String, String>();
                member.put("ExportingStackId", stack.id());
                member.put("Name", name);
                member.put("Value", value);
                members.append(Xml.member(member));
              });
    }
    return members.toString();
  }

  private String imports(QueryRequest request) {
    var export = required(request, "ExportName");
    var importers = stacks.importers(export);
    if (importers.isEmpty()) {
      throw invalid("Export '" + export + "' is not imported by any stack.");
    }
    return importers.stream()
        .map(name -> Xml.element("member", name))
        .collect(Collectors.joining());
  }

  /** What is in use may not go, and what is not goes only with the whole local cloud. */
  private AwsException refusal(Stack stack) {
    for (var export : stack.exports().keySet()) {
      for (var importer : stacks.importers(export)) {
        return invalid(
            "Export %s cannot be deleted as it is in use by %s".formatted(export, importer));
      }
    }
    return new AwsException(
        501,
        "NotImplemented",
        "The local cloud cannot delete the stack %s while it runs: stop it, and start it without"
                .formatted(stack.name())
            + " that stack");
  }

  private static AwsException invalid(String message) {
    return new AwsException(400, "ValidationError", message);
  }

  private String stack(Stack stack) {
    var outputs = new StringBuilder();
    stack
        .outputs()
        .forEach(
            (name, value) -> {
              var member = new LinkedHashMap<String, String>();
              member.put("OutputKey", name);
              member.put("OutputValue", value);
              stack
                  .exports()
                  .forEach(
                      (export, output) -> {
                        if (output.equals(name)) {
                          member.put("ExportName", export);
                        }
                      });
              outputs.append(Xml.member(member));
            });
    var summary = Xml.member(summary(stack));
    return summary.substring(0, summary.length() - "</member>".length())
        + Xml.around("Outputs", outputs.toString())
        + Xml.around("Parameters", parameters(stack))
        + "</member>";
  }

  private static String parameters(Stack stack) {
    return stack.parameters().entrySet().stream()
        .map(
            parameter -> {
              var member = new LinkedHashMap<String, String>();
              member.put("ParameterKey", parameter.getKey());
              member.put("ParameterValue", parameter.getValue());
              return Xml.member(member);
            })
        .collect(Collectors.joining());
  }

  private SequencedMap<String, String> summary(Stack stack) {
    var summary = new LinkedHashMap<String, String>();
    summary.put("StackId", stack.id());
    summary.put("StackName", stack.name());
    summary.put("CreationTime", createdAt);
    summary.put("StackStatus", "CREATE_COMPLETE");
    return summary;
  }

  private String resources(Stack stack, Predicate<StackResource> which) {
    return stack.resources().values().stream()
        .filter(which)
        .map(
            resource -> {
              var member = new LinkedHashMap<String, String>();
              member.put("StackId", stack.id());
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
