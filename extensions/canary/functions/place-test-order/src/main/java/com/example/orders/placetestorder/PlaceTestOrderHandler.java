package com.example.orders.placetestorder;

import static com.example.orders.lambda.Environment.textOr;
import static com.example.orders.lambda.Environment.variable;
import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.example.orders.lambda.AwsClients;
import com.example.orders.lambda.Telemetry;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.lambda.powertools.metrics.Metrics;

/** Invoked by a schedule; its answer is for whoever invokes it by hand. */
public final class PlaceTestOrderHandler implements RequestStreamHandler {
  private static final Logger LOG = LoggerFactory.getLogger(PlaceTestOrderHandler.class);
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final ObjectMapper mapper = new ObjectMapper();
  private final Canary canary;
  private final Metrics metrics;
  private final Telemetry telemetry;

  /** Used by Lambda: runs once per execution environment, before the first invocation. */
  public PlaceTestOrderHandler() {
    this(
        new Canary(
            PlaceTestOrderHandler::client,
            URI.create(variable("API_URL")),
            variable("CORE_STACK_NAME"),
            token(),
            PAUSE),
        Telemetry.metricsFromEnvironment(),
        Telemetry.fromEnvironment());
  }

  PlaceTestOrderHandler(Canary canary, Metrics metrics, Telemetry telemetry) {
    this.canary = requireNonNull(canary);
    this.metrics = requireNonNull(metrics);
    this.telemetry = requireNonNull(telemetry);
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    var scheduled = Instant.parse(mapper.readTree(input).path("time").asText());
    var report = telemetry.batch(context, _ -> said(canary.run(scheduled)));
    mapper.writeValue(output, report);
  }

  private Report said(Report report) {
    for (var problem : report.problems()) {
      LOG.error("The canary fails: {}", problem);
    }
    add(CanaryMetric.CanaryPassed, report.passed() ? 1 : 0);
    if (report.seconds() != null) {
      add(CanaryMetric.CanarySeconds, report.seconds());
    }
    metrics.flush();
    return report;
  }

  private void add(CanaryMetric metric, double value) {
    metrics.addMetric(metric.name(), value, metric.unit());
  }

  private static CanaryToken token() {
    var secrets = AwsClients.build(SecretsManagerClient.builder());
    return new CanaryToken(
        URI.create(textOr("AWS_ENDPOINT_URL", variable("COGNITO_URL"))),
        variable("CUSTOMER_POOL_CLIENT_ID"),
        new AwsPassword(secrets, variable("CANARY_SIGN_IN_ARN")),
        InstantSource.system());
  }

  private static HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT)
        .build();
  }
}
