package com.example.orders.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.Context;
import com.example.orders.order.OrderClosedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.URI;
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
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/** What a function does around its snapshot, without one being taken. */
class SnapshotsTest {
  private final AwsCredentialsProvider later = Mockito.mock(AwsCredentialsProvider.class);
  private final List<URI> called = new ArrayList<>();

  @Test
  void noCallOfThePrimingLeavesAndEachIsAnswered() throws Exception {
    var answered = new AtomicInteger();

    primed(
        () -> {
          try (var client = client(AwsPrimingCredentials.create())) {
            client.putEvents(
                put -> put.entries(PutEventsRequestEntry.builder().detail("{}").build()));
          }
          answered.incrementAndGet();
        });

    assertThat(answered).hasValue(1);
    assertThat(called)
        .hasSize(1)
        .allSatisfy(
            uri ->
                assertThat(InetAddress.getByName(uri.getHost()))
                    .matches(InetAddress::isLoopbackAddress));
  }

  /** So that what they are asked by is loaded, and that none of them is old after the restore. */
  @Test
  void credentialsAreAskedForInThePrimingButNotThoseOfLater() throws Exception {
    var asked = new ArrayList<String>();
    primed(
        () -> {
          var during = ContainerCredentialsProvider.builder().build();
          asked.add(new AwsPrimingCredentials(during, later).resolveCredentials().accessKeyId());
        });

    assertThat(asked).containsExactly("priming");
    Mockito.verifyNoInteractions(later);
    assertThat(System.getProperty("aws.containerCredentialsFullUri")).isNull();
  }

  @Test
  void aCallAfterwardsLeavesWithRealCredentials() {
    var aws = URI.create("https://events.us-east-1.amazonaws.com/");

    new AwsPrimingCredentials(Mockito.mock(), later).resolveCredentials();

    assertThat(Priming.addressOf(aws)).isEqualTo(aws);
    Mockito.verify(later).resolveCredentials();
  }

  /** As of an empty table. */
  @Test
  void anUpdateFindsNoRowAndAPutIsDone() throws Exception {
    var statuses = new ArrayList<Integer>();
    primed(
        () -> {
          for (var operation : new String[] {"UpdateItem", "PutItem", "GetItem"}) {
            statuses.add(statusOf("DynamoDB_20120810." + operation));
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

  private EventBridgeClient client(AwsCredentialsProvider credentials) {
    return AwsClients.build(
        EventBridgeClient.builder().region(Region.US_EAST_1).credentialsProvider(credentials),
        _ -> {},
        () -> 0,
        uri -> {
          called.add(uri);
          return AwsHttpClients.open(uri);
        });
  }

  private static int statusOf(String operation) throws IOException {
    var aws = URI.create("https://dynamodb.us-east-1.amazonaws.com/?a=b");
    var connection = AwsHttpClients.open(Priming.addressOf(aws));
    connection.setRequestProperty("X-Amz-Target", operation);
    connection.setDoOutput(true);
    connection.getOutputStream().write("{}".getBytes(StandardCharsets.UTF_8));
    return connection.getResponseCode();
  }
}
