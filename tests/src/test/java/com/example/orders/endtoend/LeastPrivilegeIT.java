package com.example.orders.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.OperationsApi;
import com.example.orders.cli.OperatorSession;
import com.example.orders.cli.Project;
import com.example.orders.cli.SampleOrder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import localcloud.iam.Grant;
import localcloud.iam.Permissions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The sample orders, a cancellation, and failures in every sink, need every action that the
 * template's roles are given, and no other. That each call is allowed, every end-to-end test shows:
 * the local cloud refuses the ones that are not. It is the last of them, so that it counts what all
 * have used.
 */
@Tag("local")
@Order(Integer.MAX_VALUE)
@ExtendWith(TargetExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeastPrivilegeIT {
  /** What no local run uses, and why the roles have it all the same. */
  private static final Map<Pattern, String> UNUSED_HERE =
      Map.of(
          Pattern.compile(".* logs:.*"),
          "Lambda and Step Functions write logs; locally the console shows them",
          Pattern.compile(".* xray:.*"),
          "Lambda and Step Functions send traces; the local cloud has none",
          Pattern.compile(
              "(AcceptOrders|SimulateWarehouse|RecordFailure)FunctionRole .* sqs:GetQueueAttributes .*"),
          "Lambda's poller reads them; the local one does only while the function is throttled",
          Pattern.compile("ChargePaymentFunctionRole .* dynamodb:GetItem .*OrdersTable"),
          "read only when a void has overtaken the charge, which no sample order brings about",
          Pattern.compile("(Charge|Refund)PaymentFunctionRole .*table/[^/]*BreakersTable"),
          "used while PaymentBreaker is on, which PaymentOutageIT has",
          Pattern.compile("DeploymentRole .*"),
          "used while traffic shifts, which ReleaseCheckIT has",
          Pattern.compile("(Api|AcceptOrdersFunction)Role .* sqs:.*ExpressOrdersQueue.*"),
          "used while ExpressLane is on, which ExpressLaneIT has",
          Pattern.compile(
              "SweepOrdersFunctionRole .* dynamodb:(Query|UpdateItem) .*table/[^/]*FailuresTable"),
          "needed only when an order is overdue whose entry was taken for resolved",
          Pattern.compile("SweepOrdersFunctionRole .* states:DescribeExecution .*"),
          "asked a minute after a workflow failed whose event was lost, which the proof brings about");

  private Permissions permissions;

  @BeforeAll
  void ordersOfEveryFateHaveEnded(Target target) throws IOException {
    permissions = target.requireLocal().permissions();
    var samples = SampleOrdersIT.withFreshIds(SampleOrder.readAll(Project.find().sampleOrders()));
    for (var sample : samples) {
      target.api().place(sample.customer(), sample.body().toString());
    }
    samples.stream()
        .filter(sample -> sample.httpStatus() == 202)
        .forEach(sample -> target.awaitTerminal(sample.customer(), sample.orderId()));
    list(target, samples.getFirst().customer());
    target.api().cancel("acme", samples.getFirst().orderId());
    fillEverySink(target);
    operate(target);
    replayEverySource(target);
  }

  private static void replayEverySource(Target target) throws IOException {
    var replays = new InboxIT();
    replays.open(target);
    replays.aPoisonMessageIsMendedReplayedAndItsOrderConfirmed();
    replays.anExecutionThatWasAbortedIsRedrivenToItsEnd();
    replays.aShipmentRequestAnInvokeAndAnEventGoBackToWhereTheyCameFrom();
    replays.aParkedOrderGoesOnWhereItWasParked();
    replays.anOrderWhoseWorkflowNeverStartedIsFoundAndStarted();
    replays.close();
  }

  /** Twice, and the second time after the first was settled: an entry that comes back. */
  private static void fillEverySink(Target target) {
    var order = Orders.good();
    var body = OrdersQueue.envelope("failing", order).toString();
    var group = "failing#" + Orders.id(order);
    try (var queue = OrdersQueue.of(target);
        var inbox = Inbox.of(target)) {
      queue.sendDead(group, body);
      for (var sink :
          List.of("ShipmentDeadLetterQueueUrl", "FailuresQueueUrl", "EventsDeadLetterQueueUrl")) {
        var url = target.outputs().get(sink);
        queue.sqs().sendMessage(message -> message.queueUrl(url).messageBody(sink));
      }
      target.await(() -> assertThat(inbox.payloads().values()).contains(body));
      inbox.discard(body);
      queue.sendDead(group, body);
      target.await(() -> assertThat(inbox.payloads().values()).contains(body));
      inbox.discard(body);
    }
  }

  /** Looks at everything that is open, tries to replay what has no origin, and discards it. */
  private static void operate(Target target) {
    var port = target.endpoint().substring(target.endpoint().lastIndexOf(':') + 1);
    var session = OperatorSession.open(Map.of("AWS_ENDPOINT_PORT", port));
    try (var operations = new OperationsApi(session)) {
      var open = operations.list(Map.of("limit", "100")).body().findValuesAsText("failureId");
      var lost =
          open.stream()
              .filter(
                  id ->
                      operations
                          .show(id)
                          .body()
                          .at("/payload/shown")
                          .asText()
                          .equals("EventsDeadLetterQueueUrl"))
              .findFirst()
              .orElseThrow();
      assertThat(operations.replay(lost).isOk()).isFalse();
      assertThat(operations.discard(lost, "there is no such event").isOk()).isTrue();
      edit(target, operations);
    }
  }

  /** Only an edit is written by the operators' function itself. */
  private static void edit(Target target, OperationsApi operations) {
    var order = Orders.good();
    var body = OrdersQueue.envelope("editing", order).toString();
    try (var queue = OrdersQueue.of(target)) {
      queue.sendDead("editing#" + Orders.id(order), body);
    }
    target.await(() -> assertThat(entriesOf("editing", operations)).hasSize(1));
    var entry = entriesOf("editing", operations).getFirst();
    assertThat(operations.edit(entry, body).isOk()).isTrue();
    assertThat(operations.discard(entry, "it is mended elsewhere").isOk()).isTrue();
  }

  private static List<String> entriesOf(String customer, OperationsApi operations) {
    return operations.list(Map.of("customer", customer)).body().findValuesAsText("failureId");
  }

  private static void list(Target target, String customer) {
    var request =
        HttpRequest.newBuilder(URI.create(target.api().baseUrl() + "/orders"))
            .header("Authorization", "Bearer " + target.api().tokens().apply(customer))
            .build();
    try (var http = HttpClient.newHttpClient()) {
      assertThat(http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void everyActionThatARoleMayDoIsUsed(Target target) {
    target.await(
        () ->
            assertThat(permissions.unused().stream().filter(grant -> reason(grant).isEmpty()))
                .isEmpty());
    print(permissions.grants(), permissions.unused());
  }

  private static void print(List<Grant> all, List<Grant> unused) {
    var used = all.stream().filter(grant -> !unused.contains(grant)).toList();
    System.out.printf(
        "IAM statements used=%d of %d, the others have a reason; grants used=%d of %d%n",
        statements(used), statements(all), used.size(), all.size());
  }

  private static long statements(List<Grant> of) {
    return of.stream()
        .map(grant -> grant.role() + grant.policy() + grant.statement())
        .distinct()
        .count();
  }

  @Test
  void everyExceptionIsForAnActionThatARoleHas() {
    for (var exception : UNUSED_HERE.keySet()) {
      assertThat(permissions.grants())
          .as("grants like %s", exception)
          .anyMatch(grant -> exception.matcher(grant.toString()).matches());
    }
  }

  @Test
  void noCallIsRefused() {
    assertThat(permissions.denials()).isEmpty();
  }

  private static Optional<String> reason(Grant grant) {
    return UNUSED_HERE.entrySet().stream()
        .filter(exception -> exception.getKey().matcher(grant.toString()).matches())
        .map(Map.Entry::getValue)
        .findAny();
  }
}
