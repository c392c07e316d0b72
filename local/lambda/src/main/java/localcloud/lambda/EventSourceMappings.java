package localcloud.lambda;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import org.jspecify.annotations.Nullable;

/**
 * Lambda's event source mappings for SQS and DynamoDB streams: they read queues and streams and
 * invoke functions with batches.
 */
public final class EventSourceMappings implements AutoCloseable {
  private final AwsService aws;
  private final AwsService functions;
  private final int batchesPerMapping;
  private final LambdaFaults faults;
  private final AwsService streams;
  private final Destinations destinations;
  private final List<RunningMapping> mappings = new CopyOnWriteArrayList<>();

  /** As the other, without an endpoint for failure destinations of streams. */
  public EventSourceMappings(
      AwsService aws, AwsService functions, int batchesPerMapping, LambdaFaults faults) {
    this(aws, aws, functions, batchesPerMapping, faults, null);
  }

  /**
   * @param aws answers the SQS calls, which are made in the name of the function's role
   * @param streams answers the calls of DynamoDB Streams, likewise
   * @param functions answers the Invoke calls, which AWS makes without asking IAM
   * @param batchesPerMapping how many batches a mapping may have under way on this machine,
   *     whatever its maximum concurrency: as many as a function has environments
   * @param faults what goes wrong between a queue and a function
   * @param endpointUrl the base URL of queue URLs, for failure destinations
   */
  public EventSourceMappings(
      AwsService aws,
      AwsService streams,
      AwsService functions,
      int batchesPerMapping,
      LambdaFaults faults,
      @Nullable String endpointUrl) {
    this.aws = aws;
    this.streams = streams;
    this.functions = functions;
    this.batchesPerMapping = batchesPerMapping;
    this.faults = faults;
    destinations = new Destinations(aws, endpointUrl);
  }

  /** Starts to poll, if the mapping is enabled. */
  public void add(EventSourceMapping mapping) {
    add(UUID.randomUUID().toString(), mapping);
  }

  /**
   * Starts to read a queue, if the mapping is enabled.
   *
   * @param uuid what the mapping's Ref answers
   */
  public void add(String uuid, EventSourceMapping mapping) {
    var described =
        described(mapping.function(), mapping.queueArn(), mapping.batchSize())
            .put("MaximumBatchingWindowInSeconds", mapping.batchingWindow().toSeconds());
    var concurrency = mapping.maximumConcurrency();
    if (concurrency != null) {
      described.putObject("ScalingConfig").put("MaximumConcurrency", concurrency);
    }
    types(described, mapping.reportBatchItemFailures(), mapping.filter());
    add(
        new RunningMapping(
            uuid,
            described,
            () -> SqsPoller.start(mapping, aws, functions, batchesPerMapping, faults)),
        mapping.enabled());
  }

  /** Starts to read a table's stream, if the mapping is enabled. */
  public void add(String uuid, StreamMapping mapping) {
    var age = mapping.maximumAge();
    var described =
        described(mapping.function(), mapping.streamArn(), mapping.batchSize())
            .put("StartingPosition", mapping.fromTrimHorizon() ? "TRIM_HORIZON" : "LATEST")
            .put("MaximumBatchingWindowInSeconds", mapping.batchingWindow().toSeconds())
            .put("MaximumRetryAttempts", mapping.maximumRetries())
            .put("MaximumRecordAgeInSeconds", age == null ? -1 : (int) age.toSeconds())
            .put("BisectBatchOnFunctionError", mapping.bisect())
            .put("ParallelizationFactor", 1);
    if (mapping.onFailure() != null) {
      described
          .putObject("DestinationConfig")
          .putObject("OnFailure")
          .put("Destination", mapping.onFailure());
    }
    types(described, mapping.reportBatchItemFailures(), mapping.filter());
    var cursor = new StreamCursor(mapping, streams);
    add(
        new RunningMapping(
            uuid, described, () -> StreamPoller.start(mapping, cursor, functions, destinations)),
        mapping.enabled());
  }

  private void add(RunningMapping mapping, boolean enabled) {
    mappings.add(mapping);
    mapping.enable(enabled);
  }

  private static ObjectNode described(String function, String source, int batchSize) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("FunctionArn", arn(function, source))
        .put("EventSourceArn", source)
        .put("BatchSize", batchSize);
  }

  /** The function's ARN; a mapping has its function and its source in the same account. */
  static String arn(String function, String sourceArn) {
    var parts = sourceArn.split(":", -1);
    return function.startsWith("arn:")
        ? function
        : "arn:aws:lambda:%s:%s:function:%s".formatted(parts[3], parts[4], function);
  }

  private static void types(ObjectNode described, boolean reports, EventFilter filter) {
    var types = described.putArray("FunctionResponseTypes");
    if (reports) {
      types.add("ReportBatchItemFailures");
    }
    if (!filter.patterns().isEmpty()) {
      var filters = described.putObject("FilterCriteria").putArray("Filters");
      filter.patterns().forEach(pattern -> filters.addObject().put("Pattern", pattern));
    }
  }

  List<RunningMapping> all() {
    return mappings;
  }

  RunningMapping find(String uuid) {
    return mappings.stream()
        .filter(mapping -> mapping.uuid().equals(uuid))
        .findFirst()
        .orElseThrow(
            () ->
                new AwsException(
                    404,
                    "ResourceNotFoundException",
                    "The resource you requested does not exist."));
  }

  /** Stops the polls at once; batches in flight get a few seconds to end. */
  @Override
  public void close() {
    mappings.forEach(RunningMapping::stop);
    mappings.forEach(RunningMapping::close);
  }
}
