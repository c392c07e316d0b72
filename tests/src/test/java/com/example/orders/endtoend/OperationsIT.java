package com.example.orders.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.OperationsApi;
import com.example.orders.cli.OperatorSession;
import com.example.orders.cli.Project;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What fails for real is found, repaired and replayed by an operator, over HTTP and by command. */
@Tag("local")
@ExtendWith(TargetExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class OperationsIT {
  private static final String CUSTOMER = "unlucky";
  private static final String LOOKS_FOR_EFFECTS = "ReplayFailuresFunctionEveryMinute";
  private static final String NO_ENTRY = "0123456789abcdef01234567";

  @TempDir Path folder;
  private Target target;
  private OrdersQueue queue;
  private OperationsApi operations;
  private String visibility;

  @BeforeAll
  void setUp(Target target) {
    this.target = target;
    queue = OrdersQueue.of(target);
    visibility = queue.giveBackAfter("1");
    operations = new OperationsApi(OperatorSession.open(Map.of("AWS_ENDPOINT_PORT", port())));
  }

  @AfterAll
  void restore() {
    queue.giveBackAfter(visibility);
    queue.close();
    operations.close();
  }

  @Test
  void aPoisonMessageIsFoundEditedReplayedAndItsOrderConfirmed() {
    var order = Orders.good();
    var id = poison(order);
    var shown = operations.show(id).body();
    assertThat(shown.path("class").asText()).isEqualTo("POISON");
    assertThat(shown.path("source").asText()).isEqualTo("ORDERS_QUEUE");
    assertThat(shown.path("orderId").asText()).isEqualTo(Orders.id(order));
    assertThat(shown.toString()).doesNotContain("tok_visa", "Lovelace");

    var payload = shown.at("/payload/shown").asText();
    var stolen = operations.edit(id, payload.replace(target.subject(CUSTOMER), "eve"));
    assertThat(stolen.httpStatus()).isEqualTo(400);
    var edited = operations.edit(id, payload.replace("\"quantity\":\"1\"", "\"quantity\":1"));
    assertThat(edited.httpStatus()).as(edited.toString()).isEqualTo(200);
    var replayed = operations.replay(id);
    assertThat(replayed.httpStatus()).as(replayed.toString()).isEqualTo(202);

    assertThat(target.awaitTerminal(CUSTOMER, Orders.id(order)).path("status").asText())
        .isEqualTo("CONFIRMED");
    awaitState(id, "RESOLVED");
    var audit = operations.show(id).body().path("audit");
    assertThat(audit.findValuesAsText("action")).contains("RECORD", "EDIT", "REPLAY", "RESOLVE");
    assertThat(audit.toString()).contains(":assumed-role/local-OperatorRole/");
    assertThat(operations.replay(id).httpStatus()).isEqualTo(409);
  }

  @Test
  void theCommandsDoTheSameAndPrintWhatTheReadmeShows() throws Exception {
    var order = Orders.good();
    var id = poison(order);
    var printed = new StringBuilder();

    var list = failures(0, "list --class POISON --customer " + target.subject(CUSTOMER));
    assertThat(list).contains(id, "POISON", "ORDERS_QUEUE", Orders.id(order));
    var shown = failures(0, "show " + id);
    assertThat(shown).contains("failure   " + id).doesNotContain("tok_visa", "Lovelace");
    printed.append(list).append(shown);
    var file = folder.resolve("payload.json");
    var payload = failures(0, "show " + id + " --payload");
    Files.writeString(file, payload.replace("\"quantity\" : \"1\"", "\"quantity\" : 1"));
    printed.append(failures(0, "edit " + id + " '" + file + "'"));
    printed.append(failures(0, "replay " + id));
    assertThat(target.awaitTerminal(CUSTOMER, Orders.id(order)).path("status").asText())
        .isEqualTo("CONFIRMED");
    awaitState(id, "RESOLVED");
    printed.append(failures(0, "show " + id));
    assertThat(failures(1, "discard " + id + " 'too late'")).contains("RESOLVED", "409");
    assertThat(failures(0, "list --state RESOLVED")).contains(id);

    assertThat(plain(printed.toString()).lines().toList()).containsAll(page());
  }

  /** The lines that the page says are printed, but for the commands themselves and what is cut. */
  private static List<String> page() throws IOException {
    var page = Files.readString(Project.find().root().resolve("docs/operations.md"));
    var section = page.substring(page.indexOf("\n## When something fails\n"));
    var from = section.indexOf("\n```\n") + "\n```\n".length();
    var lines =
        section
            .substring(from, section.indexOf("\n```\n", from))
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("$ ") && !line.equals("..."))
            .map(OperationsIT::plain)
            .toList();
    assertThat(lines).hasSizeGreaterThan(20);
    return lines;
  }

  /** Without what differs from run to run: IDs, names of people, times, widths of columns. */
  private static String plain(String text) {
    return text.replaceAll("(?m)^(\\S+)  +(OPEN .*ORDERS_QUEUE) +\\S+", "$1 $2 CUSTOMER")
        .replaceAll("(?m)^(customer) +.*", "$1 CUSTOMER")
        .replaceAll("(\"customer\" : ).*", "$1CUSTOMER")
        .replaceAll("(?m)(EDIT|REPLAY) +(OPEN|REPLAYING|SENT) +\\S+", "$1 $2 OPERATOR")
        .replaceAll("\\b\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}\\b", "UUID")
        .replaceAll("\\b[0-9a-f]{24}\\b", "FAILURE")
        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "TIME")
        .replaceAll("\\b\\d+[smhd]\\b", "AGE")
        .replaceAll("\\b\\d+ (times|bytes)", "N $1")
        .replaceAll("127\\.0\\.0\\.1:\\d+", "ENDPOINT")
        .replaceAll("[ \\t]+", " ");
  }

  /** The effect is looked for once a minute; in the local cloud nobody waits for that. */
  private void awaitState(String id, String state) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(150))
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              target.local().ifPresent(cloud -> cloud.runSchedule(LOOKS_FOR_EFFECTS));
              assertThat(state(id)).isEqualTo(state);
            });
  }

  @Test
  void aFailureIsDiscardedWithAReasonAndAClassReplayedWithoutIt() throws Exception {
    var discarded = poison(Orders.good());
    assertThat(failures(1, "undo " + discarded + " 'ordered again by phone'"))
        .contains("an order is undone by its workflow's entry", "409");
    assertThat(failures(0, "discard " + discarded + " 'ordered again by phone'"))
        .contains("is discarded");
    assertThat(failures(0, "show " + discarded)).contains("DISCARDED", "ordered again by phone");

    var again = poison(Orders.good());
    var replayed = failures(0, "replay --class POISON --rate 20");

    assertThat(replayed).contains(again + "  sent", "0 refused, 0 left: done");
    assertThat(replayed).doesNotContain(discarded);
    awaitState(again, "OPEN"); // it is as poisonous as before
    assertThat(operations.show(again).body().path("replays").asInt()).isEqualTo(1);
    operations.discard(again, "end of the test");
  }

  @Test
  void theCommandSaysWhatIsWrong() throws Exception {
    assertThat(failures(1, "show " + NO_ENTRY)).contains("There is no entry with this ID.");
    assertThat(failures(2, "drop everything")).contains("There is no command drop", "usage:");
    assertThat(run(1, "make", "-s", "failures", "AWS_ENDPOINT_PORT=1"))
        .contains("No local cloud answers at http://127.0.0.1:1. Start one with: make run");
  }

  @Test
  void nobodyGetsInWithoutASignatureOfTheOperator() throws Exception {
    var unsigned = get("/operations/failures", Optional.empty());
    // An unknown path and a missing signature are one gateway response of API Gateway's.
    assertThat(unsigned.statusCode()).isEqualTo(404);
    assertThat(unsigned.headers().firstValue("x-amzn-ErrorType"))
        .hasValue("MissingAuthenticationTokenException");
    var token = "Bearer " + target.api().tokens().apply(CUSTOMER);
    var customer = get("/operations/failures", Optional.of(token));
    assertThat(customer.statusCode()).isEqualTo(403);
    assertThat(customer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    var signature =
        "AWS4-HMAC-SHA256 Credential=ASIAX/20261121/us-east-1/execute-api/aws4_request,"
            + " SignedHeaders=host;x-amz-date, Signature=0";
    assertThat(get("/orders", Optional.of(signature)).statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({
    "state, open",
    "class, *",
    "source, queue",
    "limit, 0",
    "limit, 1000",
    "cursor, x",
    "colour, red"
  })
  void aBadQueryIsRefusedWithTheNameOfTheRule(String name, String value) {
    var answer = operations.list(Map.of(name, value));
    assertThat(answer.httpStatus()).isEqualTo(400);
    assertThat(answer.body().path("type").asText())
        .isEqualTo("urn:orderly:problem:invalid-parameters");
    assertThat(answer.body().path("detail").asText())
        .contains(name.equals("colour") ? "class" : name);
  }

  @Test
  void aBodyThatBreaksARuleIsRefused() {
    for (var reason : List.of("", " ", "x".repeat(501), "two\nlines")) {
      assertThat(operations.discard(NO_ENTRY, reason).httpStatus()).as(reason).isEqualTo(400);
      assertThat(operations.undo(NO_ENTRY, reason).httpStatus()).as(reason).isEqualTo(400);
    }
    assertThat(operations.discard(NO_ENTRY, "a good one").httpStatus()).isEqualTo(404);
    assertThat(operations.edit("*", "{}").httpStatus()).isEqualTo(400);
    assertThat(operations.replay("arn:aws:sqs:us-east-1:1:q").httpStatus()).isEqualTo(400);
  }

  /** Fails for real: five receives, the dead-letter queue, the drain. */
  private String poison(ObjectNode order) {
    var customer = target.subject(CUSTOMER);
    var message = OrdersQueue.envelope(customer, order).toString();
    queue.send(
        customer + "#" + Orders.id(order), message.replace("\"quantity\":1", "\"quantity\":\"1\""));
    var found = new ArrayList<JsonNode>();
    target.await(
        () -> {
          found.clear();
          var answer = operations.list(Map.of("order", Orders.id(order)));
          answer.body().path("failures").forEach(found::add);
          assertThat(found).as(answer.toString()).hasSize(1);
        });
    return found.getFirst().path("failureId").asText();
  }

  private String state(String id) {
    return operations.show(id).body().path("state").asText();
  }

  private String port() {
    return target.endpoint().substring(target.endpoint().lastIndexOf(':') + 1);
  }

  private HttpResponse<String> get(String path, Optional<String> authorization) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(target.api().baseUrl() + path));
    authorization.ifPresent(value -> request.header("Authorization", value));
    try (var http = HttpClient.newHttpClient()) {
      return http.send(request.build(), BodyHandlers.ofString());
    }
  }

  private String failures(int exitCode, String arguments) throws Exception {
    return run(
        exitCode, "make", "-s", "failures", "AWS_ENDPOINT_PORT=" + port(), "ARGS=" + arguments);
  }

  /** Make turns every failure of a command into its own code 2, and names the command's. */
  private static String run(int exitCode, String... command)
      throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(command)
            .directory(Project.find().root().toFile())
            .redirectErrorStream(true);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("MAKE") || name.equals("STACK"));
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isEqualTo(exitCode == 0 ? 0 : 2);
    if (exitCode != 0) {
      assertThat(output).contains("Error " + exitCode);
    }
    return output;
  }
}
