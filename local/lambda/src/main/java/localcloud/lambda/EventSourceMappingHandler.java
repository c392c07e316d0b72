package localcloud.lambda;

import java.time.Duration;
import java.util.List;
import localcloud.resources.Identity;
import localcloud.resources.Properties;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::Lambda::EventSourceMapping} of an SQS queue or a table's stream. */
public final class EventSourceMappingHandler implements ResourceHandler {
  static final ResourceType TYPE =
      ResourceType.of("AWS::Lambda::EventSourceMapping")
          .ref(Identity::uuid)
          .attribute("Id", Identity::uuid)
          .attribute(
              "EventSourceMappingArn", id -> id.arn("lambda", "event-source-mapping:" + id.uuid()))
          .required("FunctionName", "EventSourceArn")
          .applied("FunctionName", "EventSourceArn", "BatchSize", "Enabled", "FilterCriteria")
          .applied("FunctionResponseTypes", "MaximumBatchingWindowInSeconds")
          .applied("ScalingConfig.MaximumConcurrency", "StartingPosition", "MaximumRetryAttempts")
          .applied("MaximumRecordAgeInSeconds", "BisectBatchOnFunctionError")
          .applied("ParallelizationFactor", "DestinationConfig.OnFailure.Destination")
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource resource) {
    var properties = resource.properties();
    var name = resource.logicalId();
    return StreamMapping.isStream(properties.text("EventSourceArn", ""))
        ? creation(resource.ref(), stream(name, properties))
        : creation(resource.ref(), mapping(name, properties));
  }

  private static Creation creation(String uuid, EventSourceMapping mapping) {
    return provision -> {
      var lambda = provision.get(Lambda.class);
      var ready =
          mapping.readAs(lambda.roleOf(mapping.function()), lambda.queueUrl(mapping.queueArn()));
      provision.whenComplete(() -> provision.get(EventSourceMappings.class).add(uuid, ready));
    };
  }

  private static Creation creation(String uuid, StreamMapping mapping) {
    return provision -> {
      var ready = mapping.readAs(provision.get(Lambda.class).roleOf(mapping.function()));
      provision.whenComplete(() -> provision.get(EventSourceMappings.class).add(uuid, ready));
    };
  }

  static EventSourceMapping mapping(String name, Properties properties) {
    var queue = properties.text("EventSourceArn", "");
    if (!queue.contains(":sqs:")) {
      properties.refuse(
          "EventSourceArn", "is no queue or stream: " + queue, "name an SQS queue or a stream");
    }
    for (var ofStreams :
        List.of(
            "StartingPosition",
            "MaximumRetryAttempts",
            "MaximumRecordAgeInSeconds",
            "BisectBatchOnFunctionError",
            "ParallelizationFactor",
            "DestinationConfig")) {
      properties.forbid(ofStreams, "is for streams, not for queues");
    }
    return new EventSourceMapping(
        name,
        properties.text("FunctionName", ""),
        "",
        "",
        queue,
        properties.number("BatchSize", 10, 1, 10_000),
        Duration.ofSeconds(properties.number("MaximumBatchingWindowInSeconds", 0, 0, 300)),
        properties.texts("FunctionResponseTypes").contains("ReportBatchItemFailures"),
        properties.object("ScalingConfig").number("MaximumConcurrency", 2, 1_000),
        EventFilter.of(properties.json("FilterCriteria")),
        properties.flag("Enabled", true));
  }

  static StreamMapping stream(String name, Properties properties) {
    properties.forbid("ScalingConfig", "is for queues, not for streams");
    properties.number("ParallelizationFactor", 1, 1, 1); // the local cloud reads one batch at once
    var position = properties.text("StartingPosition", "");
    if (!position.equals("TRIM_HORIZON") && !position.equals("LATEST")) {
      properties.refuse("StartingPosition", "is " + position, "write TRIM_HORIZON or LATEST");
    }
    var age = properties.number("MaximumRecordAgeInSeconds", -1, -1, 604_800);
    var destination = properties.object("DestinationConfig").object("OnFailure");
    return new StreamMapping(
        name,
        properties.text("FunctionName", ""),
        "",
        properties.text("EventSourceArn", ""),
        position.equals("TRIM_HORIZON"),
        properties.number("BatchSize", 100, 1, 10_000),
        Duration.ofSeconds(properties.number("MaximumBatchingWindowInSeconds", 0, 0, 300)),
        properties.number("MaximumRetryAttempts", -1, -1, 10_000),
        age < 0 ? null : Duration.ofSeconds(age),
        properties.flag("BisectBatchOnFunctionError", false),
        properties.texts("FunctionResponseTypes").contains("ReportBatchItemFailures"),
        EventFilter.of(properties.json("FilterCriteria")),
        Destinations.in(destination, "Destination", "sqs", "sns"),
        properties.flag("Enabled", true));
  }
}
