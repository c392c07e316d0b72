package com.example.orders.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.Context;
import com.example.orders.order.OrderClosedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.crac.Core;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/** What a function does around its snapshot, without one being taken. */
class SnapshotsTest {
  private final SdkHttpClient aws = Mockito.mock(SdkHttpClient.class);
  private final SdkHttpClient http = new AwsPrimingHttpClient(aws);

  @Test
  void noCallOfThePrimingLeavesAndEachIsAnswered() throws Exception {
    var credentials = Mockito.mock(AwsCredentialsProvider.class);
    var client =
        EventBridgeClient.builder()
            .region(Region.US_EAST_1)
            .credentialsProvider(new AwsPrimingCredentials(credentials))
            .httpClient(http)
            .build();
    var answered = new AtomicInteger();

    primed(
        () -> {
          client.putEvents(
              put -> put.entries(PutEventsRequestEntry.builder().detail("{}").build()));
          answered.incrementAndGet();
        });

    assertThat(answered).hasValue(1);
    Mockito.verify(aws, Mockito.never()).prepareRequest(Mockito.any());
    Mockito.verifyNoInteractions(credentials);
  }

  @Test
  void aCallAfterwardsLeavesWithRealCredentials() {
    var credentials = Mockito.mock(AwsCredentialsProvider.class);
    var request = request("Any");

    http.prepareRequest(request);
    new AwsPrimingCredentials(credentials).resolveCredentials();

    Mockito.verify(aws).prepareRequest(request);
    Mockito.verify(credentials).resolveCredentials();
  }

  /** As of an empty table. */
  @Test
  void anUpdateFindsNoRowAndAPutIsDone() throws Exception {
    var statuses = new ArrayList<Integer>();
    primed(
        () -> {
          for (var operation : new String[] {"UpdateItem", "PutItem", "GetItem"}) {
            statuses.add(
                http.prepareRequest(request("DynamoDB_20120810." + operation))
                    .call()
                    .httpResponse()
                    .statusCode());
          }
        });

    assertThat(statuses).containsExactly(400, 200, 200);
  }

  @Test
  void primingCountsNothing() throws Exception {
    var stdout = System.out;
    var printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      var telemetry = Telemetry.fromEnvironment();
      var context = Mockito.mock(Context.class);
      Mockito.when(context.getRemainingTimeInMillis()).thenReturn(10_000);

      primed(
          () -> {
            telemetry.task(
                context,
                Priming.ORDER,
                counts -> {
                  counts.addRejected("OUT_OF_STOCK");
                  return "done";
                });
            telemetry.count(OrderMetric.SettingsUnread);
            telemetry.gauges(Map.of(Gauge.values()[0], 1L));
          });
      assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContain("_aws");

      telemetry.count(OrderMetric.SettingsUnread);
      assertThat(printed.toString(StandardCharsets.UTF_8)).contains("SettingsUnread");
    } finally {
      System.setOut(stdout);
    }
  }

  @Test
  void aRefusedExampleIsAnEndAsGoodAsAny() throws Exception {
    primed(
        () -> {
          throw new OrderClosedException(Priming.ORDER, null);
        });
    assertThat(Priming.isRunning()).isFalse();
  }

  /** Lambda then publishes no version. */
  @Test
  void anyOtherEndFailsTheSnapshot() {
    assertThatThrownBy(
            () ->
                primed(
                    () -> {
                      throw new IOException("No such table");
                    }))
        .isInstanceOf(IOException.class);
  }

  @Test
  void copiesOfOneGeneratorAreSetApart() {
    var drawn = new HashSet<Integer>();
    for (int copy = 0; copy < 20; copy++) {
      var copied = new SplittableRandom(1);
      Snapshots.scatter(copied, new SplittableRandom(copy));
      drawn.add(copied.nextInt());
    }
    assertThat(drawn).hasSize(20);
  }

  /** Before a snapshot the runtime asks for it; of one that is made for an event nothing is. */
  @Test
  void anEnvironmentThatIsKeptIsPrimedAtOnceAndStartsAlsoIfThatFails() {
    var primed = new ArrayList<String>();
    for (var type : List.of("on-demand", "snap-start", "provisioned-concurrency")) {
      Snapshots.register(() -> primed.add(type), type);
    }
    Snapshots.register(
        () -> {
          throw new IOException("No such table");
        },
        "provisioned-concurrency");

    assertThat(primed).containsExactly("provisioned-concurrency");
    assertThat(Snapshots.isPrimed()).isFalse();
  }

  private static void primed(Primed function) throws Exception {
    function.beforeCheckpoint(Core.getGlobalContext());
    function.afterRestore(Core.getGlobalContext());
  }

  private static HttpExecuteRequest request(String target) {
    return HttpExecuteRequest.builder()
        .request(
            SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.POST)
                .protocol("https")
                .host("dynamodb.us-east-1.amazonaws.com")
                .putHeader("X-Amz-Target", target)
                .build())
        .build();
  }
}
