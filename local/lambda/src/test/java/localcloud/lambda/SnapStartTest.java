package localcloud.lambda;

import static localcloud.lambda.LocalFunctions.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import localcloud.lambda.sample.Snapshotted;
import localcloud.resources.ResourceNotCreatedException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** AWS's runtime client with its own hooks, and copies of one snapshot that are made equal. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SnapStartTest {
  private static final int RESTORES = 8;

  private final LocalFunctions functions = new LocalFunctions();

  @AfterAll
  void stop() {
    functions.close();
  }

  @Test
  void whatIsKeptOverTheRestoreIsTheSameInEachCopyAndWhatIsDrawnLaterIsNot() {
    publish("copied", Map.of());
    var copies = IntStream.range(0, RESTORES).mapToObj(_ -> restored("copied:1")).toList();

    assertThat(each(copies, "kept")).hasSize(RESTORES).containsOnly(copies.getFirst().path("kept"));
    assertThat(each(copies, "renewed")).doesNotHaveDuplicates();
    assertThat(each(copies, "drawn")).doesNotHaveDuplicates();
    assertThat(copies)
        .allSatisfy(
            copy ->
                assertThat(copy.path("hooks").toString())
                    .isEqualTo("[\"beforeCheckpoint\",\"afterRestore\"]"));
    assertThat(functions.log)
        .filteredOn(line -> line.startsWith("REPORT") && line.contains("Restore Duration: "))
        .as("the first invocation of each")
        .hasSizeGreaterThanOrEqualTo(RESTORES);
  }

  @Test
  void aConnectionThatIsOpenInTheSnapshotIsFound() throws IOException {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      publish("connected", Map.of("PORT", Integer.toString(server.getLocalPort())));

      assertThat(functions.log)
          .contains("SNAPSHOT has an open connection to port " + server.getLocalPort());
    }
  }

  @Test
  void noVersionIsPublishedWhoseHookFails() {
    assertThatThrownBy(() -> publish("unready", Map.of("FAIL_IN", "beforeCheckpoint")))
        .isInstanceOf(ResourceNotCreatedException.class)
        .hasMessageContaining("Cannot take a snapshot of unready")
        .hasMessageContaining("CheckpointException");
    assertThat(functions.log).anyMatch(line -> line.contains("Planted in beforeCheckpoint"));
  }

  @Test
  void anInvocationWhoseRestoreFailsFails() {
    publish("unrestorable", Map.of("FAIL_IN", "afterRestore"));

    var answer = functions.invoke("unrestorable:1", "{}");

    assertThat(answer.headers()).containsEntry("x-amz-function-error", "Unhandled");
    assertThat(json(answer).path("errorType").asText()).endsWith("RestoreException");
    assertThat(functions.log).anyMatch(line -> line.contains("Planted in afterRestore"));
  }

  @Test
  void onlyAPublishedVersionStartsFromASnapshot() {
    functions.lambda.define(function("latest", Map.of()));

    var latest = functions.json("latest", "{}");

    assertThat(latest.path("AWS_LAMBDA_INITIALIZATION_TYPE").asText()).isEqualTo("on-demand");
    assertThat(latest.path("hooks")).isEmpty();
    assertThat(latest.has("AWS_ACCESS_KEY_ID")).isTrue();
  }

  @Test
  void credentialsAreAskedForAndOnlyByTheEnvironmentItself() throws Exception {
    publish("asking", Map.of());
    var variables = functions.json("asking:1", "{}");
    assertThat(variables.path("AWS_LAMBDA_INITIALIZATION_TYPE").asText()).isEqualTo("snap-start");
    assertThat(variables.has("AWS_ACCESS_KEY_ID")).isFalse();
    var address = URI.create(variables.path("AWS_CONTAINER_CREDENTIALS_FULL_URI").asText());
    var token = variables.path("AWS_CONTAINER_AUTHORIZATION_TOKEN").asText();

    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(address);
      var refused = http.send(request.build(), BodyHandlers.ofString());
      var answered =
          http.send(request.header("Authorization", token).build(), BodyHandlers.ofString());

      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(answered.body()).contains("\"AccessKeyId\":\"ASIA", "\"Token\":\"" + token);
    }
  }

  @Test
  void aFunctionHasSnapshotsOrKeptEnvironments() {
    functions.lambda.define(function("both", Map.of()));

    assertThatThrownBy(() -> functions.lambda.provision("both", 1))
        .isInstanceOf(ResourceNotCreatedException.class)
        .hasMessageContaining("not supported for functions enabled with SnapStart");
  }

  private void publish(String name, Map<String, String> environment) {
    functions.lambda.define(function(name, environment));
    functions.lambda.publish(name);
  }

  /** From an environment that is gone afterwards. */
  private JsonNode restored(String version) {
    var answer = functions.json(version, "{}");
    functions.invoke(version, "{\"halt\":true}");
    return answer;
  }

  private static List<JsonNode> each(List<JsonNode> copies, String member) {
    var values = new ArrayList<JsonNode>();
    copies.forEach(copy -> values.add(copy.path(member)));
    return values;
  }

  private static FunctionSpec function(String name, Map<String, String> environment) {
    return new FunctionSpec(
        name,
        "arn:aws:lambda:eu-central-1:000000000000:function:" + name,
        LocalFunctions.ROLE,
        Snapshotted.class.getName() + "::handleRequest",
        List.of(Path.of("target/test-classes")),
        256,
        Duration.ofSeconds(20),
        environment,
        null,
        FunctionSpec.LATEST,
        null,
        JavaRuntime.NEWEST,
        List.of(),
        FunctionSpec.LOG_GROUPS + name,
        true,
        true);
  }
}
