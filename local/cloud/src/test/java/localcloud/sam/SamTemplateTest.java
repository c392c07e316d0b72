package localcloud.sam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import localcloud.cloud.ResourceHandlers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamTemplateTest {
  private static final String FUNCTION =
      """
      Transform: AWS::Serverless-2016-10-31
      Resources:
        Work:
          Type: AWS::Serverless::Function
          Metadata: {BuildMethod: makefile}
          Properties:
            CodeUri: .
            Handler: a.B
            Runtime: java25
      """;

  @TempDir Path folder;
  private Map<String, String> overrides;

  @BeforeEach
  void noOverrides() {
    overrides = Map.of();
  }

  @Test
  void namesResourcesAfterStackAndLogicalId() {
    var stack =
        load(
            """
            Resources:
              Plain: {Type: AWS::SQS::Queue}
              Ordered: {Type: AWS::SQS::Queue, Properties: {FifoQueue: true}}
              Named: {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub "${AWS::StackName}-q"}}
              Rows:
                Type: AWS::DynamoDB::Table
                Properties: {KeySchema: [], AttributeDefinitions: []}
              Bus: {Type: AWS::Events::EventBus, Properties: {Name: shop-Bus}}
              OnBus: {Type: AWS::Events::Rule, Properties: {EventBusName: !GetAtt Bus.Arn}}
            """);

    assertThat(stack.resources().get("Plain").ref())
        .isEqualTo("http://127.0.0.1:4566/000000000000/shop-Plain");
    assertThat(stack.resources().get("Ordered").attributes())
        .containsEntry("QueueName", "shop-Ordered.fifo")
        .containsEntry("Arn", "arn:aws:sqs:us-east-1:000000000000:shop-Ordered.fifo");
    assertThat(stack.resources().get("Named").attributes()).containsEntry("QueueName", "shop-q");
    assertThat(stack.resources().get("Rows").arn())
        .isEqualTo("arn:aws:dynamodb:us-east-1:000000000000:table/shop-Rows");
    assertThat(stack.resources().get("OnBus").arn())
        .isEqualTo("arn:aws:events:us-east-1:000000000000:rule/shop-Bus/shop-OnBus");
  }

  @Test
  void givesTheSameNamesEachTime() {
    var yaml =
        """
        Resources:
          Pool: {Type: AWS::Cognito::UserPool}
          Key: {Type: AWS::KMS::Key}
        """;

    assertThat(load(yaml)).isEqualTo(load(yaml));
    assertThat(load(yaml).resources().get("Pool").ref()).matches("us-east-1_[a-z0-9]{9}");
  }

  @Test
  void placesAResourceBehindWhatItNeeds() {
    var stack =
        load(
            """
            Resources:
              First:
                Type: AWS::SQS::Queue
                DependsOn: Last
                Properties:
                  RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 5}
              Dead: {Type: AWS::SQS::Queue}
              Last: {Type: AWS::SQS::Queue}
            """);

    assertThat(stack.resources().keySet()).containsExactly("Last", "Dead", "First");
  }

  @Test
  void dropsWhatAFalseConditionExcludes() {
    var yaml =
        """
        Parameters: {Stage: {Type: String, Default: dev, AllowedValues: [dev, prod]}}
        Conditions:
          IsProd: !Equals [!Ref Stage, prod]
          IsDev: !Not [!Condition IsProd]
        Resources:
          Always:
            Type: AWS::SQS::Queue
            Properties:
              DelaySeconds: !If [IsProd, 5, !Ref AWS::NoValue]
              VisibilityTimeout: !If [IsDev, 10, 60]
          Guard: {Type: AWS::SQS::Queue, Condition: IsProd}
        Outputs:
          Guard: {Condition: IsProd, Value: !Ref Guard}
        """;

    var dev = load(yaml);
    overrides = Map.of("Stage", "prod");
    var prod = load(yaml);

    assertThat(dev.resources()).containsOnlyKeys("Always");
    assertThat(dev.outputs()).isEmpty();
    assertThat(dev.resources().get("Always").properties())
        .hasToString("{\"VisibilityTimeout\":10}");
    assertThat(prod.resources()).containsKeys("Always", "Guard");
    assertThat(prod.outputs()).containsKey("Guard");
    assertThat(prod.resources().get("Always").properties())
        .hasToString("{\"DelaySeconds\":5,\"VisibilityTimeout\":60}");
  }

  @Test
  void mergesGlobalsAsSamDoes() {
    var stack =
        load(
            """
            Globals:
              Function:
                Timeout: 7
                Architectures: [arm64]
                Environment: {Variables: {SHARED: all, OWN: global}}
            """
                + FUNCTION
                + """
                      Timeout: 9
                      Environment: {Variables: {OWN: local}}
                """);

    var properties = stack.resources().get("Work").properties();
    assertThat(properties.get("Timeout").intValue()).isEqualTo(9);
    assertThat(properties.at("/Environment/Variables"))
        .hasToString("{\"SHARED\":\"all\",\"OWN\":\"local\"}");
    assertThat(properties.get("Architectures")).hasToString("[\"arm64\"]");
  }

  @Test
  void expandsAFunctionWithItsRoleAliasAndQueue() {
    var stack =
        load(
            FUNCTION
                + """
                      AutoPublishAlias: live
                      Policies:
                        - Statement: {Effect: Allow, Action: sqs:SendMessage, Resource: !GetAtt In.Arn}
                      Events:
                        In: {Type: SQS, Properties: {Queue: !GetAtt In.Arn, BatchSize: 3}}
                  In: {Type: AWS::SQS::Queue}
                Outputs:
                  Alias: {Value: !Ref Work.Alias}
                  AliasToo: {Value: !Sub "${Work.Alias}"}
                """);

    var alias = "arn:aws:lambda:us-east-1:000000000000:function:shop-Work:live";
    assertThat(stack.outputs()).containsEntry("Alias", alias).containsEntry("AliasToo", alias);
    assertThat(stack.resources().get("WorkIn").properties().get("FunctionName").asText())
        .isEqualTo(alias);
    assertThat(stack.resources().get("Work").properties().get("Role").asText())
        .isEqualTo(stack.resources().get("WorkRole").arn());
    assertThat(stack.resources().get("Work").properties().at("/Code/LocalPath").asText())
        .isEqualTo(folder.toString());
    assertThat(stack.resources().get("Work").metadata().path("BuildMethod").asText())
        .isEqualTo("makefile");
    assertThat(stack.resources().get("WorkRole").properties().at("/Policies/0/PolicyDocument"))
        .hasToString(
            "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"sqs:SendMessage\",\"Resource\":"
                + "\"arn:aws:sqs:us-east-1:000000000000:shop-In\"}}");
  }

  @Test
  void setsTheInvokeConfigOnTheAliasIfThereIsOne() {
    var config =
        """
              EventInvokeConfig:
                MaximumRetryAttempts: 1
                DestinationConfig:
                  OnFailure: {Type: SQS, Destination: !GetAtt Lost.Arn}
          Lost: {Type: AWS::SQS::Queue}
        """;

    assertThat(invokeConfig(FUNCTION + "      AutoPublishAlias: live\n" + config))
        .hasToString(
            "{\"MaximumRetryAttempts\":1,\"DestinationConfig\":{\"OnFailure\":{\"Destination\":"
                + "\"arn:aws:sqs:us-east-1:000000000000:shop-Lost\"}},"
                + "\"FunctionName\":\"shop-Work\",\"Qualifier\":\"live\"}");
    assertThat(invokeConfig(FUNCTION + config).get("Qualifier").asText()).isEqualTo("$LATEST");
  }

  private JsonNode invokeConfig(String template) {
    return load(template).resources().get("WorkEventInvokeConfig").properties();
  }

  @Test
  void includesAnApiAndResolvesItsLongForms() throws IOException {
    Files.writeString(
        folder.resolve("api.yaml"),
        """
        paths:
          /things:
            get:
              x-amazon-apigateway-integration:
                credentials: {"Fn::GetAtt": [Role, Arn]}
                uri: {"Fn::Sub": "arn:${AWS::Partition}:apigateway:${AWS::Region}:sqs:path/${AWS::AccountId}"}
        """);
    var stack = load(API);

    assertThat(
            stack
                .resources()
                .get("Api")
                .properties()
                .at("/Body/paths/~1things/get/x-amazon-apigateway-integration"))
        .hasToString(
            "{\"credentials\":\"arn:aws:iam::000000000000:role/shop-Role\","
                + "\"uri\":\"arn:aws:apigateway:us-east-1:sqs:path/000000000000\"}");
    assertThat(stack.resources()).containsKey("Apiv1Stage");
    assertThat(stack.resources().get("Api").properties().at("/Body/openapi").asText())
        .isEqualTo("3.0.1");
  }

  private static final String API =
      """
      Resources:
        Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {}}}
        Api:
          Type: AWS::Serverless::Api
          Properties:
            StageName: v1
            DefinitionBody:
              openapi: 3.0.1
              Fn::Transform: {Name: AWS::Include, Parameters: {Location: api.yaml}}
      Outputs:
        Url: {Value: !Sub "https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/${Api.Stage}/things"}
        Other: {Value: !Sub "https://other.execute-api.${AWS::Region}.${AWS::URLSuffix}/v1"}
      """;

  @Test
  void refusesShortFormsInAnIncludeAsAwsDoes() throws IOException {
    Files.writeString(folder.resolve("api.yaml"), "paths: {}\nhost: !Ref AWS::Region\n");

    assertThatThrownBy(() -> load(API))
        .isInstanceOf(InvalidTemplateException.class)
        .hasMessageContaining("api.yaml:2: !Ref");
  }

  @Test
  void putsTheLocalApiInThePlaceOfItsAwsUrl() throws IOException {
    Files.writeString(folder.resolve("api.yaml"), "paths: {}\n");

    assertThat(load(API).outputs())
        .containsEntry("Url", "http://127.0.0.1:3000/v1/things")
        .containsEntry("Other", "https://other.execute-api.us-east-1.amazonaws.com/v1");
  }

  @Test
  void fillsADefinitionFile() throws IOException {
    Files.writeString(
        folder.resolve("work.asl.yaml"),
        """
        # ${NotAPlaceholder} in a comment
        StartAt: Call
        TimeoutSeconds: ${Seconds}
        States:
          Call: {Type: Task, Resource: "${Queue}", End: true}
        """);
    var stack = load(MACHINE);

    assertThat(stack.resources().get("Machine").properties().get("DefinitionString").asText())
        .isEqualTo(
            "{\"StartAt\":\"Call\",\"TimeoutSeconds\":30,\"States\":{\"Call\":{\"Type\":\"Task\","
                + "\"Resource\":\"http://127.0.0.1:4566/000000000000/shop-Queue\",\"End\":true}}}");
    assertThat(stack.resources().get("Machine").ref())
        .isEqualTo("arn:aws:states:us-east-1:000000000000:stateMachine:shop-Machine");
  }

  private static final String MACHINE =
      """
      Resources:
        Queue: {Type: AWS::SQS::Queue}
        Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {}}}
        Machine:
          Type: AWS::Serverless::StateMachine
          Properties:
            DefinitionUri: work.asl.yaml
            DefinitionSubstitutions: {Queue: !Ref Queue, Seconds: 30}
            Role: !GetAtt Role.Arn
      """;

  @Test
  void namesAPlaceholderThatNothingFills() throws IOException {
    Files.writeString(folder.resolve("work.asl.yaml"), "StartAt: ${Missing}\n");

    assertThatThrownBy(() -> load(MACHINE))
        .hasMessage(
            "template.yaml:4: Machine (AWS::StepFunctions::StateMachine): definition of Machine: ${Missing} is not in"
                + " DefinitionSubstitutions");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{Type: AWS::Kinesis::Stream}|resource type AWS::Kinesis::Stream",
        "{Type: AWS::SQS::Queue, Properties: {Colour: red}}|Odd.Colour (AWS::SQS::Queue): is not supported locally",
        "{Type: AWS::SQS::Queue, Properties: {RedrivePolicy: {x: 1}}}|Odd.RedrivePolicy.x (AWS",
        "{Type: AWS::Serverless::Function, Properties: {FileSystemConfigs: [a], CodeUri: ., Handler: a, Runtime:"
            + " java25}}|Odd.FileSystemConfigs (AWS::Serverless::Function)",
        "{Type: AWS::Serverless::Function, Properties: {CodeUri: ., Handler: a, Runtime: java25, Events:"
            + " {Put: {Type: S3}}}}|event OddPut of type S3",
        "{Type: AWS::SQS::Queue, Properties: {QueueName: !Cidr [a, 1]}}|Fn::Cidr",
        "{Type: AWS::SQS::Queue, Properties: {QueueName: {'Fn::Transform': {Name: Mine}}}}|Fn::Transform Mine",
        "{Type: AWS::SQS::Queue, Sort: x}|resource attribute Sort",
      })
  void namesWhatItDoesNotSupport(String resource, String named) {
    assertThatThrownBy(() -> load("Resources:\n  Odd: " + resource))
        .isInstanceOf(InvalidTemplateException.class)
        .hasMessageStartingWith("template.yaml:2: Odd")
        .hasMessageContaining(named);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Hooks: {}|section Hooks",
        "Transform: Mine|transform Mine",
        "Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]|transform"
            + " AWS::LanguageExtensions",
        "Globals: {LayerVersion: {}}|Globals.LayerVersion",
        "Parameters: {P: {Type: 'AWS::SSM::Parameter::Value<String>', Default: x}}|parameter P: type"
            + " AWS::SSM",
      })
  void namesTheSectionItDoesNotSupport(String yaml, String named) {
    assertThatThrownBy(() -> load(yaml))
        .isInstanceOf(InvalidTemplateException.class)
        .hasMessageStartingWith("template.yaml:1: " + named);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "!Ref Nowhere|Ref Nowhere: no such parameter or resource",
        "!GetAtt Nowhere.Arn|GetAtt Nowhere.Arn: no resource Nowhere",
        "!GetAtt Other.Colour|GetAtt Other.Colour: no such attribute of AWS::SQS::Queue",
        "!Sub '${Nowhere}'|Ref Nowhere",
        "!FindInMap [A, B, C]|Fn::FindInMap: no entry A.B.C",
        "!If [Nowhere, a, b]|condition Nowhere does not exist",
        "!Select [3, [a]]|Fn::Select: no element 3",
        "{'Fn::Sub': a, x: b}|Fn::Sub must be the only key",
        "!Ref Odd|circular dependency",
      })
  void namesWhatIsMissing(String value, String named) {
    assertThatThrownBy(
            () ->
                load(
                    """
                    Resources:
                      Other: {Type: AWS::SQS::Queue}
                      Odd: {Type: AWS::SQS::Queue, Properties: {QueueName: %s}}
                    """
                        .formatted(value)))
        .isInstanceOf(InvalidTemplateException.class)
        .hasMessageStartingWith("template.yaml:3: ")
        .hasMessageContaining(named);
  }

  @Test
  void refusesACircle() {
    assertThatThrownBy(
            () ->
                load(
                    """
                    Resources:
                      A: {Type: AWS::SQS::Queue, Properties: {RedrivePolicy: {deadLetterTargetArn: !GetAtt B.Arn}}}
                      B: {Type: AWS::SQS::Queue, DependsOn: A}
                    """))
        .hasMessage("template.yaml:2: circular dependency: A -> B -> A; take one reference out");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{Type: String}||has no default and no value",
        "{Type: String, AllowedValues: [a, b]}|c|is not one of",
        "{Type: String, AllowedPattern: '[a-z]+', ConstraintDescription: lower case}|A|does not match"
            + " [a-z]+: lower case",
        "{Type: String, MaxLength: 2}|abc|is too short or too long",
        "{Type: Number, MinValue: 3}|2|is out of range",
        "{Type: Number}|two|is not a number",
      })
  void checksParameters(String declaration, String value, String complaint) {
    overrides = value == null ? Map.of() : Map.of("P", value);

    assertThatThrownBy(() -> load("Parameters: {P: %s}".formatted(declaration)))
        .hasMessageStartingWith("template.yaml:1: parameter P")
        .hasMessageContaining(complaint);
  }

  @Test
  void refusesAnOverrideOfNoParameter() {
    overrides = Map.of("Typo", "x");

    assertThatThrownBy(() -> load("Parameters: {}"))
        .hasMessage(
            "template.yaml:1: parameter Typo: is set but not declared; declare it or do not set it");
  }

  @Test
  void refusesParametersThatARuleForbids() {
    var yaml =
        """
        Parameters: {Stage: {Type: String, Default: dev}, Chaos: {Type: String, Default: "true"}}
        Rules:
          NoChaosInProd:
            RuleCondition: !Equals [!Ref Stage, prod]
            Assertions:
              - Assert: !Not [!Equals [!Ref Chaos, "true"]]
                AssertDescription: no faults in prod
        """;
    assertThat(load(yaml).resources()).isEmpty();

    overrides = Map.of("Stage", "prod");
    assertThatThrownBy(() -> load(yaml))
        .hasMessage("template.yaml:3: rule NoChaosInProd: no faults in prod; set other parameters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A: 1\nA: 2",
        "A: !!java.net.URL [http://x]",
        "A: !Mine x",
        "A: &a [x]\nB: {<<: *a}",
        "A: &a [*a]",
        "A: [",
      })
  void refusesUnsafeOrUnclearYaml(String yaml) {
    assertThatThrownBy(() -> load(yaml))
        .isInstanceOf(InvalidTemplateException.class)
        .hasMessageContaining("template.yaml");
  }

  @Test
  void refusesABombOfAliases() {
    var bomb = new StringBuilder("Description: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (var i = 1; i < 12; i++) {
      bomb.append("k%d: &a%d [%s]\n".formatted(i, i, "*a%d,".formatted(i - 1).repeat(4)));
    }

    assertThatThrownBy(() -> load(bomb.toString())).hasMessageContaining("too large");
  }

  private Stack load(String yaml) {
    try {
      var file = Files.writeString(folder.resolve("template.yaml"), yaml);
      return SamTemplate.load(
          file,
          StackSettings.local("shop", "http://127.0.0.1:4566", "http://127.0.0.1:3000", overrides),
          ResourceHandlers.ALL);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
