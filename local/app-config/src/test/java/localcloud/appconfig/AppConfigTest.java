package localcloud.appconfig;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import localcloud.appconfig.Profile.Validator;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppConfigTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ROOT = "arn:aws:iam::000000000000:root";
  private static final String FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:check";
  private static final String VERSIONS =
      "/applications/shop/configurationprofiles/settings/hostedconfigurationversions";
  private static final String DEPLOYMENTS = "/applications/shop/environments/live/deployments";

  private final List<AwsCall> invocations = new ArrayList<>();
  private Function<AwsCall, AwsAnswer> lambda = call -> AwsAnswer.json("{}");
  private Instant now = Instant.parse("2026-01-02T03:04:05.006Z");
  private double place;
  private final InstantSource time = () -> now;
  private final AppConfig appConfig =
      new AppConfig(
          "us-east-1",
          "000000000000",
          call -> {
            invocations.add(call);
            return lambda.apply(call);
          },
          time.withZone(ZoneOffset.UTC),
          new RandomGenerator() {
            @Override
            public long nextLong() {
              throw new UnsupportedOperationException();
            }

            @Override
            public double nextDouble() {
              return place;
            }
          });
  private final Application shop = new Application("shop001", "shop", "");

  @BeforeEach
  void makeWhatATemplateMakes() {
    var described = JSON.createObjectNode().put("Id", "live001").put("Name", "live");
    shop.environments().add(new Environment("live001", "live", described));
    shop.profiles().add(new Profile("sett001", "settings", Profile.FLAGS, List.of()));
    appConfig.add(shop);
  }

  @Test
  void aClientGetsAFlagWithItsAttributesWhileItIsOn() {
    deploy(create(flags(true, 30)), "AppConfig.AllAtOnce");
    var session = session();
    var first = latest(session);
    assertThat(first.text()).isEqualTo("{\"breaker\":{\"enabled\":true,\"openSeconds\":30}}");
    assertThat(first.headers())
        .containsEntry("content-type", "application/json")
        .containsEntry("next-poll-interval-in-seconds", "60");
    later(Duration.ofMinutes(11));
    deploy(create(flags(false, 30)), "AppConfig.AllAtOnce");
    assertThat(latest(next(first)).text()).isEqualTo("{\"breaker\":{\"enabled\":false}}");
  }

  @Test
  void whatTheClientHasAlreadyComesEmpty() {
    deploy(create(flags(true, 30)), "AppConfig.AllAtOnce");
    var first = latest(session());
    later(Duration.ofMinutes(1));
    var second = latest(next(first));
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.body()).isEmpty();
    later(Duration.ofMinutes(1));
    assertThat(latest(next(second)).body()).isEmpty();
  }

  @Test
  void aTokenIsForOneAnswer() {
    deploy(create(flags(true, 30)), "AppConfig.AllAtOnce");
    var token = session();
    latest(token);
    later(Duration.ofMinutes(1));
    assertThat(problem(latest(token))).isEqualTo("Expired");
  }

  @Test
  void aTokenIsForADay() {
    deploy(create(flags(true, 30)), "AppConfig.AllAtOnce");
    var first = latest(session());
    later(Duration.ofHours(24));
    var second = latest(next(first));
    assertThat(second.status()).isEqualTo(200);
    later(Duration.ofHours(24).plusMillis(1));
    assertThat(problem(latest(next(second)))).isEqualTo("Expired");
  }

  @Test
  void aTokenOfNobodyIsRefused() {
    assertThat(problem(latest("made-up"))).isEqualTo("Corrupted");
  }

  @Test
  void aClientThatAsksTooEarlyKeepsItsToken() {
    deploy(create(flags(true, 30)), "AppConfig.AllAtOnce");
    var first = latest(session());
    later(Duration.ofSeconds(59));
    var early = latest(next(first));
    assertThat(problem(early)).isEqualTo("PollIntervalNotSatisfied");
    assertThat(json(early).path("Message").asText()).isEqualTo("Request too early");
    later(Duration.ofSeconds(1));
    assertThat(latest(next(first)).status()).isEqualTo(200);
  }

  @Test
  void aSessionMayAskForAnotherInterval() {
    deploy(create(flags(true, 30)), "AppConfig.AllAtOnce");
    var first = latest(token(startSession(",\"RequiredMinimumPollIntervalInSeconds\":15")));
    assertThat(first.headers()).containsEntry("next-poll-interval-in-seconds", "15");
    later(Duration.ofSeconds(15));
    assertThat(latest(next(first)).status()).isEqualTo(200);
    for (var wrong : List.of("14", "86401", "15.5", "\"15\"")) {
      var refused = startSession(",\"RequiredMinimumPollIntervalInSeconds\":" + wrong);
      assertThat(refused.status()).as(wrong).isEqualTo(400);
    }
  }

  @Test
  void whatIsNotThereIsNotFound() {
    create(flags(true, 30));
    assertThat(latest(session()).status()).as("not deployed").isEqualTo(404);
    var unknown = call("POST", "/configurationsessions", sessionOf("live", "other", ""));
    assertThat(unknown.headers()).containsEntry("x-amzn-errortype", "ResourceNotFoundException");
    assertThat(json(unknown).path("ResourceType").asText()).isEqualTo("ConfigurationProfile");
    assertThat(call("GET", VERSIONS + "/2", "").status()).isEqualTo(404);
    assertThat(call("GET", DEPLOYMENTS + "/1", "").status()).isEqualTo(404);
    assertThat(startDeployment("1", "AppConfig.Slowly").status()).isEqualTo(404);
  }

  @Test
  void aVersionIsKeptAsItCame() {
    var created =
        call(
            "POST",
            VERSIONS,
            flags(true, 30),
            Map.of("Content-Type", "application/json", "VersionLabel", "v1", "Description", "One"));
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.headers())
        .containsEntry("version-number", "1")
        .containsEntry("application-id", "shop001")
        .containsEntry("configuration-profile-id", "sett001")
        .containsEntry("versionlabel", "v1");
    create(flags(true, 31));
    assertThat(call("GET", VERSIONS + "/1", "").text()).isEqualTo(flags(true, 30));
    assertThat(json(call("GET", VERSIONS, "")).path("Items").findValuesAsText("VersionNumber"))
        .containsExactly("2", "1");
  }

  @Test
  void aDeletedVersionIsGoneAndItsNumberIsNotGivenAgain() {
    create(flags(true, 30));
    create(flags(true, 31));
    assertThat(call("DELETE", VERSIONS + "/2", "").status()).isEqualTo(204);
    assertThat(call("DELETE", VERSIONS + "/2", "").status()).isEqualTo(404);
    create(flags(true, 32));
    assertThat(json(call("GET", VERSIONS, "")).path("Items").findValuesAsText("VersionNumber"))
        .containsExactly("3", "1");
  }

  @Test
  void aVersionThatIsNotTheNextOfTheOneThatTheCallerKnowsIsRefused() {
    create(flags(true, 30));
    var headers = Map.of("Content-Type", "application/json", "Latest-Version-Number", "0");
    assertThat(call("POST", VERSIONS, flags(true, 31), headers).status()).isEqualTo(409);
    var right = Map.of("Content-Type", "application/json", "Latest-Version-Number", "1");
    assertThat(call("POST", VERSIONS, flags(true, 31), right).status()).isEqualTo(201);
  }

  @Test
  void aVersionOverAMegabyteIsRefused() {
    var answer = create("x".repeat((1 << 20) + 1));
    assertThat(answer.status()).isEqualTo(413);
    assertThat(json(answer).path("Measure").asText()).isEqualTo("KILOBYTES");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          5           | minimum              | $.breaker.openSeconds
          3601        | maximum              | $.breaker.openSeconds
          "30"        | type                 | $.breaker.openSeconds
          30,"more":1 | additionalProperties | $.breaker
          """)
  void aValueThatIsNotAsItsFlagWantsIsRefused(
      String openSeconds, String constraint, String location) {
    var answer = create(flags("true", openSeconds));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(json(answer).path("Reason").asText()).isEqualTo("InvalidConfiguration");
    var detail = json(answer).at("/Details/InvalidConfiguration/0");
    assertThat(detail.path("Constraint").asText()).isEqualTo(constraint);
    assertThat(detail.path("Location").asText()).isEqualTo(location);
  }

  @Test
  void malformedFlagsAreRefusedInTheWordsOfAws() {
    assertThat(json(create("eyJ2")).path("Message").asText())
        .isEqualTo(
            "Error invoking extension AppConfig Feature Flags Helper: Malformed 'Content'"
                + " provided");
  }

  @Test
  void aGradualDeploymentReachesItsShareOfTheClients() {
    deploy(create(flags(true, 30)), "AppConfig.AllAtOnce");
    later(Duration.ofMinutes(10));
    place = 0.05;
    var early = latest(session());
    place = 0.5;
    var late = latest(session());
    deploy(create(flags(true, 60)), "AppConfig.Canary10Percent20Minutes");
    later(Duration.ofMinutes(4));
    early = latest(next(early));
    late = latest(next(late));
    assertThat(early.text()).contains("\"openSeconds\":60");
    assertThat(late.body()).isEmpty();
    later(Duration.ofMinutes(10));
    assertThat(latest(next(late)).text()).contains("\"openSeconds\":60");
    assertThat(latest(next(early)).body()).isEmpty();
  }

  @Test
  void aStoppedDeploymentGivesTheClientsBackWhatTheyHad() {
    deploy(create(flags(true, 30)), "AppConfig.AllAtOnce");
    later(Duration.ofMinutes(10));
    deploy(create(flags(true, 60)), "AppConfig.Linear50PercentEvery30Seconds");
    later(Duration.ofSeconds(20));
    var during = latest(session());
    assertThat(during.text()).contains("\"openSeconds\":60");
    var stopped = call("DELETE", DEPLOYMENTS + "/2", "");
    assertThat(stopped.status()).isEqualTo(202);
    assertThat(json(stopped).path("State").asText()).isEqualTo("ROLLED_BACK");
    assertThat(json(stopped).at("/EventLog/0/EventType").asText()).isEqualTo("ROLLBACK_COMPLETED");
    assertThat(environmentState()).isEqualTo("ROLLED_BACK");
    later(Duration.ofMinutes(1));
    assertThat(latest(next(during)).text()).contains("\"openSeconds\":30");
  }

  @Test
  void whatIsCompleteIsRevertedOnlyOnRequest() {
    deploy(create(flags(true, 30)), "AppConfig.AllAtOnce");
    later(Duration.ofMinutes(10));
    deploy(create(flags(true, 60)), "AppConfig.AllAtOnce");
    assertThat(call("DELETE", DEPLOYMENTS + "/2", "").status()).as("baking").isEqualTo(400);
    later(Duration.ofMinutes(10));
    assertThat(call("DELETE", DEPLOYMENTS + "/2", "").status()).as("complete").isEqualTo(400);
    var reverted = call("DELETE", DEPLOYMENTS + "/2", "", Map.of("Allow-Revert", "true"));
    assertThat(json(reverted).path("State").asText()).isEqualTo("REVERTED");
    assertThat(latest(session()).text()).contains("\"openSeconds\":30");
    later(Duration.ofHours(72).plusSeconds(1));
    assertThat(call("DELETE", DEPLOYMENTS + "/1", "", Map.of("Allow-Revert", "true")).status())
        .as("too late")
        .isEqualTo(400);
  }

  @Test
  void oneDeploymentRunsAtATime() {
    create(flags(true, 30));
    assertThat(environmentState()).isEqualTo("READY_FOR_DEPLOYMENT");
    assertThat(startDeployment("1", "AppConfig.AllAtOnce").status()).isEqualTo(201);
    assertThat(environmentState()).isEqualTo("DEPLOYING");
    later(Duration.ofMinutes(10).minusMillis(1));
    var refused = startDeployment("1", "AppConfig.AllAtOnce");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.headers()).containsEntry("x-amzn-errortype", "ConflictException");
    later(Duration.ofMillis(1));
    assertThat(environmentState()).isEqualTo("READY_FOR_DEPLOYMENT");
    assertThat(startDeployment("1", "AppConfig.AllAtOnce").status()).isEqualTo(201);
    assertThat(json(call("GET", DEPLOYMENTS, "")).path("Items").findValuesAsText("State"))
        .containsExactly("BAKING", "COMPLETE");
  }

  @Test
  void aFunctionLooksAtAVersionBeforeItIsDeployed() {
    validatedBy(new Validator("LAMBDA", FUNCTION));
    assertThat(create(flags(true, 30)).status()).isEqualTo(201);
    assertThat(invocations).as("at the creation").isEmpty();
    assertThat(validate().status()).isEqualTo(204);
    var call = invocations.getLast();
    assertThat(call.principal()).isEqualTo("appconfig.amazonaws.com");
    assertThat(call.path())
        .isEqualTo("/2015-03-31/functions/" + FUNCTION.replace(":", "%3A") + "/invocations");
    assertThat(call.caller().source())
        .isEqualTo(
            "arn:aws:appconfig:us-east-1:000000000000:application/shop001"
                + "/configurationprofile/sett001");
    assertThat(call.text())
        .isEqualTo(
            "{\"applicationId\":\"shop001\",\"configurationProfileId\":\"sett001\","
                + "\"configurationVersion\":\"1\",\"content\":\"%s\",\"uri\":\"hosted\"}",
            Base64.getEncoder().encodeToString(flags(true, 30).getBytes(UTF_8)));
  }

  @Test
  void whatItsFunctionRefusesIsNotDeployed() {
    validatedBy(new Validator("LAMBDA", FUNCTION));
    create(flags(true, 30));
    lambda =
        call ->
            new AwsAnswer(
                200,
                Map.of("x-amz-function-error", "Unhandled"),
                "{\"errorMessage\":\"too long\"}".getBytes(UTF_8));
    assertThat(json(validate()).path("Message").asText()).contains("too long");
    assertThat(startDeployment("1", "AppConfig.AllAtOnce").status()).isEqualTo(400);
    assertThat(json(call("GET", DEPLOYMENTS, "")).path("Items")).isEmpty();
    lambda = call -> new AwsAnswer(403, Map.of(), "denied".getBytes(UTF_8));
    assertThat(startDeployment("1", "AppConfig.AllAtOnce").status()).isEqualTo(400);
  }

  @Test
  void aSchemaIsHeldAgainstAFreeConfiguration() {
    var schema = "{\"type\":\"object\",\"required\":[\"rate\"]}";
    shop.profiles().clear();
    var validator = new Validator("JSON_SCHEMA", schema);
    shop.profiles().add(new Profile("s", "settings", Profile.FREEFORM, List.of(validator)));
    create("{}");
    var refused = validate();
    assertThat(refused.status()).isEqualTo(400);
    assertThat(json(refused).at("/Details/InvalidConfiguration/0/Constraint").asText())
        .isEqualTo("required");
    deploy(create("{\"rate\":1}"), "AppConfig.AllAtOnce");
    assertThat(latest(session()).text()).isEqualTo("{\"rate\":1}");
  }

  @Test
  void aListComesInPages() {
    var first = json(call("GET", "/deploymentstrategies?max_results=3", ""));
    assertThat(first.path("Items")).hasSize(3);
    var next = first.path("NextToken").asText();
    var second = json(call("GET", "/deploymentstrategies?max_results=3&next_token=" + next, ""));
    assertThat(second.path("Items").findValuesAsText("Id"))
        .containsExactly("AppConfig.Linear20PercentEvery6Minutes");
    assertThat(second.has("NextToken")).isFalse();
  }

  private void validatedBy(Validator validator) {
    shop.profiles().clear();
    shop.profiles().add(new Profile("sett001", "settings", Profile.FLAGS, List.of(validator)));
  }

  private AwsAnswer validate() {
    return call(
        "POST",
        "/applications/shop/configurationprofiles/settings/validators?configuration_version=1",
        "");
  }

  private String environmentState() {
    var environment = json(call("GET", "/applications/shop/environments/live", ""));
    return environment.path("State").asText();
  }

  private static String flags(boolean enabled, int openSeconds) {
    return flags(Boolean.toString(enabled), Integer.toString(openSeconds));
  }

  private static String flags(String enabled, String openSeconds) {
    return """
    {"version":"1","flags":{"breaker":{"name":"breaker","attributes":{"openSeconds":{"constraints":\
    {"type":"number","required":true,"minimum":10,"maximum":3600}}}}},\
    "values":{"breaker":{"enabled":%s,"openSeconds":%s}}}"""
        .formatted(enabled, openSeconds);
  }

  private AwsAnswer create(String content) {
    return call("POST", VERSIONS, content, Map.of("Content-Type", "application/json"));
  }

  private JsonNode deploy(AwsAnswer version, String strategy) {
    var answer = startDeployment(version.headers().get("version-number"), strategy);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return json(answer);
  }

  private AwsAnswer startDeployment(String version, String strategy) {
    return call(
        "POST",
        DEPLOYMENTS,
        JSON.createObjectNode()
            .put("ConfigurationProfileId", "settings")
            .put("ConfigurationVersion", version)
            .put("DeploymentStrategyId", strategy)
            .toString());
  }

  private String session() {
    return token(startSession(""));
  }

  private static String token(AwsAnswer session) {
    assertThat(session.status()).isEqualTo(201);
    return json(session).path("InitialConfigurationToken").asText();
  }

  private AwsAnswer startSession(String more) {
    return call("POST", "/configurationsessions", sessionOf("live", "settings", more));
  }

  private static String sessionOf(String environment, String profile, String more) {
    return """
    {"ApplicationIdentifier":"shop","EnvironmentIdentifier":"%s",\
    "ConfigurationProfileIdentifier":"%s"%s}"""
        .formatted(environment, profile, more);
  }

  private AwsAnswer latest(String token) {
    return call("GET", "/configuration?configuration_token=" + token, "");
  }

  private static String next(AwsAnswer answer) {
    return answer.headers().getOrDefault("next-poll-configuration-token", "");
  }

  private static String problem(AwsAnswer answer) {
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.headers()).containsEntry("x-amzn-errortype", "BadRequestException");
    return json(answer).at("/Details/InvalidParameters/ConfigurationToken/Problem").asText();
  }

  private AwsAnswer call(String method, String path, String body) {
    return call(method, path, body, Map.of());
  }

  private AwsAnswer call(String method, String path, String body, Map<String, String> headers) {
    return appConfig.answer(
        new AwsCall("appconfig", ROOT, method, path, headers, body.getBytes(UTF_8)));
  }

  private static JsonNode json(AwsAnswer answer) {
    try {
      return JSON.readTree(answer.text());
    } catch (JsonProcessingException e) {
      throw new AssertionError(answer.text(), e);
    }
  }

  private void later(Duration duration) {
    now = now.plus(duration);
  }
}
