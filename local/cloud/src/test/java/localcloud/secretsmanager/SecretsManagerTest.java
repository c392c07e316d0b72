package localcloud.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.cloud.ResourceHandlers;
import localcloud.iam.Permissions;
import localcloud.iam.ResourcePolicies;
import localcloud.iam.Roles;
import localcloud.resources.Provision;
import localcloud.sam.SamTemplate;
import localcloud.sam.StackPlan;
import localcloud.sam.StackSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The service's shapes and errors; {@code Boto3Test} reads them with a client of AWS. */
class SecretsManagerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ROOT = "arn:aws:iam::000000000000:root";
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  private final SecretsManager secrets =
      new SecretsManager(Clock.fixed(Instant.ofEpochSecond(7), ZoneOffset.UTC));

  @TempDir Path folder;
  private StackPlan plan;

  @BeforeEach
  void create() throws IOException {
    plan =
        created(
            """
            Resources:
              Given: {Type: AWS::SecretsManager::Secret, Properties: {SecretString: hush}}
              Empty: {Type: AWS::SecretsManager::Secret}
              Drawn:
                Type: AWS::SecretsManager::Secret
                Properties:
                  Name: team/drawn
                  GenerateSecretString:
                    SecretStringTemplate: '{"user": "ann"}'
                    GenerateStringKey: password
              Reader:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement: {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
                  Policies:
                    - PolicyName: read
                      PolicyDocument:
                        Statement: {Effect: Allow, Action: secretsmanager:GetSecretValue, Resource: !Ref Given}
            """);
  }

  @Test
  void aSecretIsFoundByItsNameItsArnAndTheArnWithoutItsLetters() {
    var arn = arn("Drawn");
    assertThat(arn)
        .matches("arn:aws:secretsmanager:us-east-1:000000000000:secret:team/drawn-[0-9a-z]{6}");
    for (var id : List.of("team/drawn", arn, arn.substring(0, arn.length() - 7))) {
      assertThat(call("DescribeSecret", Map.of("SecretId", id)).path("ARN").asText())
          .isEqualTo(arn);
    }
  }

  @Test
  void aTextThatIsDrawnIsPutIntoItsTemplate() throws IOException {
    var drawn = JSON.readTree(text("team/drawn"));
    assertThat(drawn.path("user").asText()).isEqualTo("ann");
    assertThat(drawn.path("password").asText())
        .hasSize(32)
        .matches(".*[a-z].*")
        .matches(".*[A-Z].*")
        .matches(".*[0-9].*")
        .matches(".*[^a-zA-Z0-9].*");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PasswordLength: 4|(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])(?=.*[^a-zA-Z0-9]).{4}",
        "ExcludePunctuation: true, ExcludeNumbers: true|[a-zA-Z]{32}",
        "ExcludeLowercase: true, ExcludeUppercase: true, ExcludePunctuation: true|[0-9]{32}",
        "ExcludeCharacters: abcdefghijklmnopqrstuvwxy, PasswordLength: 99|(?=.*z)[^a-y]{99}",
        "RequireEachIncludedType: false, PasswordLength: 1|.",
        "ExcludeLowercase: true, ExcludeUppercase: true, ExcludeNumbers: true,"
            + " ExcludePunctuation: true, IncludeSpace: true, PasswordLength: 2|  ",
      })
  void whatIsDrawnHasTheKindsThatAreAskedFor(String asked, String pattern) throws IOException {
    var other = new SecretsManager(Clock.systemUTC());
    var made =
        created(
            "Resources: {Drawn: {Type: AWS::SecretsManager::Secret, Properties:"
                + " {GenerateSecretString: {"
                + asked
                + "}}}}",
            other);
    var id = made.stack().resources().get("Drawn").ref();
    assertThat(text(other, id)).matches(pattern == null ? " {2}" : pattern);
  }

  @Test
  void noTwoTextsThatAreDrawnAreEqual() throws IOException {
    var texts = new HashSet<String>();
    for (var i = 0; i < 3; i++) {
      texts.add(text("team/drawn"));
      var other = new SecretsManager(Clock.systemUTC());
      created(
          "Resources: {Drawn: {Type: AWS::SecretsManager::Secret, Properties: {GenerateSecretString: {}}}}",
          other);
      texts.add(text(other, "s-Drawn"));
    }
    assertThat(texts).hasSize(4);
  }

  @Test
  void theValueBeforeTheCurrentOneIsKept() throws IOException {
    var put = Map.of("SecretId", "s-Given", "SecretString", "new", "ClientRequestToken", TOKEN);
    assertThat(call("PutSecretValue", put).path("VersionStages")).hasToString("[\"AWSCURRENT\"]");
    assertThat(call("PutSecretValue", put).path("VersionId").asText()).isEqualTo(TOKEN);

    assertThat(text("s-Given")).isEqualTo("new");
    var previous = Map.of("SecretId", "s-Given", "VersionStage", "AWSPREVIOUS");
    assertThat(call("GetSecretValue", previous).path("SecretString").asText()).isEqualTo("hush");
    assertThat(call("DescribeSecret", Map.of("SecretId", "s-Given")).path("VersionIdsToStages"))
        .hasSize(2);
    var byId = Map.of("SecretId", "s-Given", "VersionId", TOKEN);
    assertThat(call("GetSecretValue", byId).path("CreatedDate").asDouble()).isEqualTo(7.0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GetSecretValue|{'SecretId':'nobody'}|ResourceNotFoundException: Secrets Manager can't find the specified secret.",
        "GetSecretValue|{'SecretId':'s-Empty'}|ResourceNotFoundException: Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
        "GetSecretValue|{'SecretId':'s-Given','VersionStage':'mine'}|ResourceNotFoundException: Secrets Manager can't find the specified secret value for staging label: mine",
        "GetSecretValue|{'SecretId':'s-Given','VersionId':'no'}|ResourceNotFoundException: Secrets Manager can't find the specified secret value for VersionId: no",
        "PutSecretValue|{'SecretId':'s-Given'}|InvalidParameterException: You must provide either SecretString or SecretBinary.",
        "PutSecretValue|{'SecretId':'s-Given','SecretString':'x'}|InvalidParameterException: You must provide a ClientRequestToken value. We recommend a UUID-type value.",
        "PutSecretValue|{'SecretId':'s-Given','SecretString':'x','ClientRequestToken':'short'}|ValidationException: clientRequestToken must have 32 to 64 characters, secretString 1 to 65536 bytes",
        "PutSecretValue|{'SecretId':'s-Given','SecretBinary':'eA=='}|NotImplemented: The local Secrets Manager does not know SecretBinary",
        "ListSecrets|{'MaxResults':1}|NotImplemented: The local Secrets Manager does not know MaxResults",
        "RotateSecret|{'SecretId':'s-Given'}|NotImplemented: The local Secrets Manager has no RotateSecret",
      })
  void whatIsRefused(String operation, String request, String refusal) {
    assertThatThrownBy(() -> answer(secrets, operation, request.replace('\'', '"')))
        .isInstanceOfSatisfying(
            AwsException.class,
            e -> assertThat(e.code() + ": " + e.getMessage()).isEqualTo(refusal));
  }

  @Test
  void aVersionIsNotFoundByTheLabelOfAnother() {
    var put = Map.of("SecretId", "s-Given", "SecretString", "new", "ClientRequestToken", TOKEN);
    call("PutSecretValue", put);
    var wrong = Map.of("SecretId", "s-Given", "VersionId", TOKEN, "VersionStage", "AWSPREVIOUS");
    assertThatThrownBy(() -> call("GetSecretValue", wrong))
        .hasMessage(
            "You provided a VersionStage that is not associated to the provided VersionId.");
  }

  /** Whatever the request names it by, the policy sees the whole ARN. */
  @ParameterizedTest
  @ValueSource(strings = {"GetSecretValue", "DescribeSecret", "PutSecretValue"})
  void aRoleMayDoWhatItsPoliciesAllowOnTheSecretsTheyName(String operation) {
    var permissions = Permissions.of(plan.stack(), (function, environment, line) -> {});
    create(
        plan,
        "AWS::IAM::Role",
        provision()
            .with(Roles.class, permissions.roles())
            .with(ResourcePolicies.class, permissions.resources()));
    for (var id : List.of("s-Given", arn("Given"), "s-Empty", "team/drawn", "nobody")) {
      var call = call(operation, "arn:aws:iam::000000000000:role/s-Reader", id);
      var answer = attempt(permissions, call);
      var isAllowed = operation.equals("GetSecretValue") && id.contains("s-Given");
      assertThat(answer.status()).as(id).isEqualTo(isAllowed ? 200 : 400);
    }
    assertThat(permissions.denials())
        .extracting(denial -> denial.resource())
        .contains(arn("Drawn"), "arn:aws:secretsmanager:us-east-1:000000000000:secret:nobody");
  }

  private static AwsAnswer attempt(Permissions permissions, AwsCall call) {
    try {
      return permissions.intercept(call, next -> AwsAnswer.json("{}"));
    } catch (AwsException e) {
      return new AwsAnswer(e.status(), Map.of(), new byte[0]);
    }
  }

  private StackPlan created(String template) throws IOException {
    return created(template, secrets);
  }

  private StackPlan created(String template, SecretsManager into) throws IOException {
    var file = Files.writeString(folder.resolve("template.yaml"), template);
    var settings = StackSettings.local("s", "http://127.0.0.1:1", "http://127.0.0.1:2", Map.of());
    var plan = SamTemplate.plan(file, settings, folder, ResourceHandlers.ALL);
    create(plan, "AWS::SecretsManager::Secret", provision().with(SecretsManager.class, into));
    return plan;
  }

  private static Provision provision() {
    return new Provision(call -> AwsAnswer.json("{}"), "us-east-1", "000000000000");
  }

  private static void create(StackPlan plan, String type, Provision provision) {
    plan.steps().stream()
        .filter(step -> step.type().equals(type))
        .forEach(step -> step.creation().in(provision));
  }

  private String arn(String logicalId) {
    return plan.stack().resources().get(logicalId).ref();
  }

  private String text(String id) throws IOException {
    return text(secrets, id);
  }

  private static String text(SecretsManager of, String id) throws IOException {
    var request = JSON.createObjectNode().put("SecretId", id).toString();
    return answer(of, "GetSecretValue", request).path("SecretString").asText();
  }

  private JsonNode call(String operation, Map<String, String> request) {
    ObjectNode json = JSON.valueToTree(request);
    return answer(secrets, operation, json.toString());
  }

  private static AwsCall call(String operation, String principal, String id) {
    var request = JSON.createObjectNode().put("SecretId", id).toString();
    return AwsCall.json("secretsmanager", principal, "secretsmanager." + operation, request);
  }

  private static JsonNode answer(SecretsManager of, String operation, String request) {
    var call = AwsCall.json("secretsmanager", ROOT, "secretsmanager." + operation, request);
    try {
      return JSON.readTree(of.answer(call).text());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
