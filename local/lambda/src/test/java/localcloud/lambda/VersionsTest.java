package localcloud.lambda;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.resources.ResourceNotCreatedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A version keeps its code; an alias names one, or shares invocations between two. */
class VersionsTest {
  private static final String NAME = "versioned";
  private static final String ARN = "arn:aws:lambda:eu-central-1:000000000000:function:" + NAME;

  @TempDir private Path folder;
  private final List<String> begun = new CopyOnWriteArrayList<>();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private Lambda lambda;

  private final LogSink log =
      new LogSink() {
        @Override
        public void line(String function, String environment, String line) {
          lines.add(line);
        }

        @Override
        public void begin(String environment, String version) {
          begun.add(version);
        }
      };

  @BeforeEach
  void start() throws IOException {
    lambda =
        new Lambda(
            LambdaSettings.of("eu-central-1", null, log),
            new Environments(),
            call -> new AwsAnswer(200, Map.of(), new byte[0]));
    Files.writeString(folder.resolve("app.py"), code("one"));
    lambda.define(
        new FunctionSpec(
            NAME,
            ARN,
            LocalFunctions.ROLE,
            "app.handler",
            List.of(folder),
            128,
            Duration.ofSeconds(20),
            Map.of(),
            null,
            FunctionSpec.LATEST,
            null,
            "python3.13",
            List.of(),
            "/aws/lambda/" + NAME,
            false,
            true));
  }

  @AfterEach
  void stop() {
    lambda.close();
  }

  @Test
  void aVersionKeepsItsCodeAndAnAliasIsMovedAndShared() {
    assertThat(call("POST", "/versions", "{}").path("Version").asText()).isEqualTo("1");
    assertThat(call("POST", "/versions", "{}").path("Version").asText()).isEqualTo("1");
    call("POST", "/aliases", "{\"Name\":\"live\",\"FunctionVersion\":\"1\"}");

    call("PUT", "/code", "{\"ZipFile\":\"%s\"}".formatted(zip("app.py", code("two"))));

    assertThat(invoke("")).isEqualTo("two $LATEST $LATEST");
    assertThat(invoke(":live")).isEqualTo("one 1 1");
    assertThat(call("POST", "/versions", "{}").path("Version").asText()).isEqualTo("2");
    assertThat(invoke(":live")).isEqualTo("one 1 1");
    call("PUT", "/aliases/live", weights("{\"2\":1.0}"));
    assertThat(invoke(":live")).isEqualTo("two 2 2");
    assertThat(call("GET", "/aliases/live", "").toString())
        .contains("\"FunctionVersion\":\"1\"", "\"AdditionalVersionWeights\":{\"2\":1.0}");
    call("PUT", "/aliases/live", weights("{\"2\":0.0}"));
    assertThat(invoke(":live")).isEqualTo("one 1 1");
    call("PUT", "/aliases/live", "{\"FunctionVersion\":\"2\",\"RoutingConfig\":{}}");
    assertThat(invoke(":live")).isEqualTo("two 2 2");
    assertThat(call("GET", "/versions", "").path("Versions").findValuesAsText("Version"))
        .containsExactly("$LATEST", "1", "2");
    assertThat(lines).anyMatch(line -> line.matches("START RequestId: .* Version: 1"));
  }

  @Test
  void aVersionThatNobodyInvokesStartsNothing() {
    lambda.publish(NAME);
    lambda.alias(NAME, "live", "1");

    lambda.prewarm(NAME, 1).join();
    invoke(":live");

    assertThat(begun).containsExactly("1");
  }

  @Test
  void anAliasSharesByItsWeight() {
    var alias = new Alias("1", "2", 0.1, "");

    assertThat(alias.route(0.0999)).isEqualTo("2");
    assertThat(alias.route(0.1)).isEqualTo("1");
    assertThat(Alias.of("1").route(0)).isEqualTo("1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PUT|/aliases/other|{}|404|Cannot find alias arn",
        "POST|/aliases|{\"Name\":\"live\",\"FunctionVersion\":\"1\"}|409|Alias already exists",
        "PUT|/aliases/live|{\"FunctionVersion\":\"9\"}|404|Function not found",
        "PUT|/aliases/live|{\"RoutingConfig\":{\"AdditionalVersionWeights\":{\"9\":0.1}}}|404|:9",
        "PUT|/aliases/live|{\"RoutingConfig\":{\"AdditionalVersionWeights\":{\"1\":0.1}}}|400|differ",
        "PUT|/aliases/live|{\"RoutingConfig\":{\"AdditionalVersionWeights\":{\"$LATEST\":0.1}}}|400|$LATEST",
        "PUT|/aliases/live|{\"RevisionId\":\"r\"}|400|RevisionId is not supported locally",
        "POST|/versions|{\"CodeSha256\":\"c\"}|400|CodeSha256 is not supported locally",
        "PUT|/code|{\"ZipFile\":\"bm8gemlw\"}|400|Could not unzip uploaded file",
        "PUT|/code|{\"S3Bucket\":\"b\"}|400|S3Bucket is not supported locally",
      })
  void refusesAsAwsDoes(String method, String path, String body, int status, String message) {
    lambda.publish(NAME);
    lambda.alias(NAME, "live", "1");

    var answer = answer(method, path, body);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.text()).contains(message);
  }

  @Test
  void takesCodeThatIsLongerThanWhatAJsonParserLetsInByItself() {
    var random = new byte[16_000_000];
    new SplittableRandom(1).nextBytes(random);

    var zip = zip("data.txt", new String(random, ISO_8859_1));

    assertThat(zip).hasSizeGreaterThan(20_000_000);
    call("PUT", "/code", "{\"ZipFile\":\"%s\"}".formatted(zip));
  }

  @Test
  void anArchiveReachesNoFileOutsideOfItsFolder() {
    var answer = answer("PUT", "/code", "{\"ZipFile\":\"%s\"}".formatted(zip("../app.py", "")));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).contains("../app.py is outside of the archive");
  }

  @Test
  void anAliasNeedsItsVersionAndWhoNamesOneItsAlias() {
    assertThatThrownBy(() -> lambda.alias(NAME, "live", "1"))
        .isInstanceOf(ResourceNotCreatedException.class)
        .hasMessage("Function not found: " + ARN + ":1");
    assertThatThrownBy(() -> lambda.arn(ARN + ":live"))
        .isInstanceOf(ResourceNotCreatedException.class)
        .hasMessage("Function not found: " + ARN + ":live");
  }

  private static String code(String answer) {
    return """
        def handler(event, context):
            return "%s " + context.function_version
        """
        .formatted(answer);
  }

  private static String weights(String weights) {
    return "{\"RoutingConfig\":{\"AdditionalVersionWeights\":%s}}".formatted(weights);
  }

  private static String zip(String file, String text) {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(file));
      zip.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /** What a function says, the version it says it is, and the one that the answer says has run. */
  private String invoke(String qualifier) {
    var answer = answer("POST", qualifier + "/invocations", "{}");
    return LocalFunctions.json(answer).asText()
        + " "
        + answer.headers().get("x-amz-executed-version");
  }

  private JsonNode call(String method, String path, String body) {
    var answer = answer(method, path, body);
    assertThat(answer.status()).as(answer.text()).isLessThan(300);
    return LocalFunctions.json(answer);
  }

  private AwsAnswer answer(String method, String path, String body) {
    var url = "/2015-03-31/functions/" + NAME + path;
    return lambda.answer(
        new AwsCall("lambda", "root", method, url, Map.of(), body.getBytes(UTF_8)));
  }
}
