package com.example.orders.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.example.orders.settings.ChaosFault;
import com.example.orders.settings.Experiment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * A client that fails as a service or the way to it would, so that what is injected goes through
 * the SDK's own retries, timeouts and errors.
 */
public final class AwsChaosHttpClient implements SdkHttpClient {
  private static final Logger LOG = LoggerFactory.getLogger(AwsChaosHttpClient.class);
  private static final int LOOKED_AT = 8 * 1024;

  private final SdkHttpClient client;
  private final Chaos chaos;
  private final Supplier<Duration> patience;
  private final DiskFull disk;
  private final Waiting waiting;

  /**
   * @param patience how long a call that begins now would wait for its answer
   */
  public AwsChaosHttpClient(SdkHttpClient client, Chaos chaos, Supplier<Duration> patience) {
    this(client, chaos, patience, DiskFull.ofTemporaryFiles(), Thread::sleep);
  }

  AwsChaosHttpClient(
      SdkHttpClient client,
      Chaos chaos,
      Supplier<Duration> patience,
      DiskFull disk,
      Waiting waiting) {
    this.client = client;
    this.chaos = chaos;
    this.patience = patience;
    this.disk = disk;
    this.waiting = waiting;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    giveTheDiskBack();
    var real = client.prepareRequest(request);
    return chaos
        .strikes(() -> text(request))
        .<ExecutableHttpRequest>map(experiment -> struck(experiment, request, real))
        .orElse(real);
  }

  private AwsStruckCall struck(
      Experiment experiment, HttpExecuteRequest request, ExecutableHttpRequest real) {
    LOG.info(
        "Injected {} into {} of {}",
        experiment.fault().label(),
        operation(request),
        chaos.function());
    var host = request.httpRequest().host();
    return new AwsStruckCall(experiment, host, real, chaos::coin, patience, disk, waiting);
  }

  private void giveTheDiskBack() {
    if (chaos.inForce().filter(now -> now.fault() == ChaosFault.DISK_FULL).isEmpty()) {
      try {
        disk.empty();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** What an experiment's target is looked for in. */
  private static String text(HttpExecuteRequest request) {
    return request.httpRequest().host() + " " + operation(request) + " " + body(request);
  }

  private static String operation(HttpExecuteRequest request) {
    return request
        .httpRequest()
        .firstMatchingHeader("X-Amz-Target")
        .orElseGet(() -> request.httpRequest().encodedPath());
  }

  private static String body(HttpExecuteRequest request) {
    if (request.contentStreamProvider().isEmpty()) {
      return "";
    }
    try (var content = request.contentStreamProvider().get().newStream()) {
      return new String(content.readNBytes(LOOKED_AT), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String clientName() {
    return client.clientName();
  }

  @Override
  public void close() {
    client.close();
  }
}
