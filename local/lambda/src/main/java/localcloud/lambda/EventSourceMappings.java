package localcloud.lambda;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import localcloud.aws.AwsService;

/** Lambda's event source mappings for SQS: they poll queues and invoke functions with batches. */
public final class EventSourceMappings implements AutoCloseable {
  private final AwsService aws;
  private final AwsService functions;
  private final int batchesPerMapping;
  private final LambdaFaults faults;
  private final List<SqsPoller> pollers = new CopyOnWriteArrayList<>();

  /**
   * @param aws answers the SQS calls, which are made in the name of the function's role
   * @param functions answers the Invoke calls, which AWS makes without asking IAM
   * @param batchesPerMapping how many batches a mapping may have under way on this machine,
   *     whatever its maximum concurrency: as many as a function has environments
   * @param faults what goes wrong between a queue and a function
   */
  public EventSourceMappings(
      AwsService aws, AwsService functions, int batchesPerMapping, LambdaFaults faults) {
    this.aws = aws;
    this.functions = functions;
    this.batchesPerMapping = batchesPerMapping;
    this.faults = faults;
  }

  /** Starts to poll, if the mapping is enabled. */
  public void add(EventSourceMapping mapping) {
    if (mapping.enabled()) {
      pollers.add(SqsPoller.start(mapping, aws, functions, batchesPerMapping, faults));
    }
  }

  /** Stops the polls at once; batches in flight get a few seconds to end. */
  @Override
  public void close() {
    pollers.forEach(SqsPoller::stop);
    pollers.forEach(SqsPoller::close);
  }
}
