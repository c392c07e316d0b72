package localcloud.iam;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import localcloud.apigateway.RoleNotAssumedException;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.Caller;
import localcloud.cloud.ResourceHandlers;
import localcloud.resources.Provision;
import localcloud.sam.Finding;
import localcloud.sam.SamTemplate;
import localcloud.sam.Stack;
import localcloud.sam.StackPlan;
import localcloud.sam.StackSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may take a role, and what queues and functions let services do, decided as IAM does. */
class ResourcePoliciesTest {
  private static final String ACCOUNT = "000000000000";
  private static final String ROLE = "arn:aws:iam::" + ACCOUNT + ":role/s-Role";
  private static final String RULE = "arn:aws:events:us-east-1:" + ACCOUNT + ":rule/bus/r";
  private static final String QUEUE = "arn:aws:sqs:us-east-1:" + ACCOUNT + ":s-Queue";

  @TempDir Path folder;

  /** The keys that each service sends are those of {@link ServiceCall}. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          apigateway | {}                                                                 | true
          apigateway | {StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}}           | false
          apigateway | {ArnLike: {aws:SourceArn: '*'}}                                    | false
          lambda     | {}                                                                 | true
          lambda     | {StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}}           | false
          states     | {}                                                                 | true
          states     | {StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}}           | true
          states     | {StringEquals: {aws:SourceAccount: '111111111111'}}                | false
          states     | {ArnLike: {aws:SourceArn: 'arn:aws:events:*:*:rule/*'}}            | true
          states     | {ArnLike: {AWS:SOURCEARN: 'arn:aws:states:*'}}                     | false
          events     | {StringEquals: {aws:SourceAccount: [a, !Ref AWS::AccountId]}}      | true
          events     | {Bool: {aws:SecureTransport: true}, ArnEquals: {aws:SourceArn: x}} | false
          """)
  void aRoleIsTakenOnlyWithTheKeysThatTheServiceSends(
      String service, String condition, boolean taken) {
    var permissions = with(role(service + ".amazonaws.com", condition));
    assertThat(permissions.trusts(ROLE, service + ".amazonaws.com", RULE)).isEqualTo(taken);
    assertThat(permissions.denials()).hasSize(taken ? 0 : 1);
  }

  @Test
  void aRoleIsNotTakenByAnotherService() {
    var permissions = with(role("states.amazonaws.com", "{}"));
    assertThat(permissions.trusts(ROLE, "lambda.amazonaws.com", "")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {ArnEquals: {aws:SourceArn: 'arn:aws:events:us-east-1:000000000000:rule/bus/r'}}   | 200
          {ArnLike: {aws:SourceArn: 'arn:aws:events:us-east-1:000000000000:rule/*'}}         | 200
          {ArnLike: {aws:SourceArn: 'arn:aws:events:us-east-1:000000000000:rule/s-*'}}       | 403
          {ArnEquals: {aws:SourceArn: 'arn:aws:events:us-east-1:000000000000:rule/bus/r2'}}  | 403
          {StringEquals: {aws:SourceAccount: '000000000000'}}                                | 403
          {Bool: {aws:SecureTransport: 'false'}}                                             | 403
          """)
  void aQueueTakesTheEventsOfTheRulesThatItsPolicyNames(String condition, int status) {
    var permissions = with(queue("Allow", "events.amazonaws.com", condition));
    assertThat(send(permissions, "events.amazonaws.com").status()).isEqualTo(status);
  }

  @Test
  void aQueueWithoutAPolicyTakesNoEvents() {
    var answer = send(with("Queue: {Type: AWS::SQS::Queue}"), "events.amazonaws.com");
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text())
        .contains(
            "User: events.amazonaws.com is not authorized to perform: sqs:sendmessage on resource: "
                + QUEUE
                + " because no resource-based policy allows the sqs:sendmessage action");
  }

  @Test
  void aQueueThatDeniesIsClosedToARoleThatMaySend() {
    var allowed =
        role("lambda.amazonaws.com", "{}")
            + """
                Policies:
                  - PolicyName: p
                    PolicyDocument:
                      Statement: [{Effect: Allow, Action: sqs:SendMessage, Resource: '*'}]
            """;
    assertThat(send(with(allowed + queue("Allow", "sns.amazonaws.com", "{}")), ROLE).status())
        .isEqualTo(200);
    var denied = send(with(allowed + queue("Deny", "events.amazonaws.com, AWS: '*'", "{}")), ROLE);
    assertThat(denied.text()).contains("with an explicit deny in a resource-based policy");
  }

  @Test
  void aSecondPolicyOfAQueueIsRefusedBecauseItWouldReplaceTheFirst() {
    var policy = queue("Allow", "events.amazonaws.com", "{}");
    var second = policy.substring(policy.indexOf("QueuePolicy:")).replace("QueuePolicy:", "More:");
    assertThatThrownBy(() -> with(policy + second))
        .hasMessageStartingWith("template.yaml:15: More (AWS::SQS::QueuePolicy): " + QUEUE)
        .hasMessageContaining(" has a policy already");
  }

  /** S3 guide, "Enforce conditional writes": the header is there or is not. */
  @ParameterizedTest
  @CsvSource({
    "true, PUT, if-none-match, 200",
    "true, PUT, if-match, 403",
    "true, GET, if-none-match, 200",
    "false, PUT, if-none-match, 403",
    "false, PUT, if-match, 200"
  })
  void aBucketsPolicyMayAskForAConditionOnWrites(
      String isNull, String method, String header, int status) {
    var permissions =
        with(
            role("lambda.amazonaws.com", "{}")
                + """
                    Policies:
                      - PolicyName: p
                        PolicyDocument:
                          Statement: [{Effect: Allow, Action: [s3:PutObject, s3:GetObject], Resource: '*'}]
                Bucket: {Type: AWS::S3::Bucket}
                Policy:
                  Type: AWS::S3::BucketPolicy
                  Properties:
                    Bucket: !Ref Bucket
                    PolicyDocument:
                      Statement:
                        - {Effect: Deny, Principal: '*', Action: s3:PutObject, Resource: !Sub '${Bucket.Arn}/*',
                          Condition: {'Null': {s3:if-none-match: '%s'}}}
                """
                    .formatted(isNull));
    var call = new AwsCall("s3", ROLE, method, "/s-bucket/key", Map.of(header, "*"), new byte[0]);
    assertThat(permissions.intercept(call, any -> AwsAnswer.json("{}")).status()).isEqualTo(status);
  }

  @Test
  void aPolicyThatNamesTheRoleIsEnough() {
    var permissions = with(queue("Allow", "a.amazonaws.com, AWS: '" + ROLE + "'", "{}"));
    assertThat(send(permissions, ROLE).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SourceArn: !Sub 'arn:aws:execute-api:us-east-1:${AWS::AccountId}:api/*/GET/things/*' | 200
          SourceArn: !Sub 'arn:aws:execute-api:us-east-1:${AWS::AccountId}:api/*/POST/things'  | 403
          SourceAccount: !Ref AWS::AccountId                                                   | 403
          """)
  void aFunctionIsInvokedByTheApiThatItsPermissionNames(String source, int status) {
    var permissions =
        with(
            """
            Permission:
              Type: AWS::Lambda::Permission
              Properties:
                Action: lambda:InvokeFunction
                FunctionName: !Sub arn:aws:lambda:us-east-1:${AWS::AccountId}:function:f
                Principal: apigateway.amazonaws.com
                %s
            """
                .formatted(source));
    var call =
        new AwsCall(
                "lambda",
                "apigateway.amazonaws.com",
                "POST",
                "/2015-03-31/functions/f/invocations",
                Map.of(),
                new byte[0])
            .by(
                Caller.UNKNOWN.from(
                    "arn:aws:execute-api:us-east-1:" + ACCOUNT + ":api/v1/GET/things/*"));
    var answer = permissions.intercept(call, any -> AwsAnswer.json("{}"));
    assertThat(answer.status()).isEqualTo(status);
  }

  @Test
  void aQueuesPolicyMayBeSetLater() {
    var permissions = with("Queue: {Type: AWS::SQS::Queue}");
    var policy =
        "{\\\"Statement\\\":{\\\"Effect\\\":\\\"Allow\\\",\\\"Principal\\\":\\\"*\\\","
            + "\\\"Action\\\":\\\"sqs:*\\\"}}";
    var set =
        "{\"QueueUrl\":\"http://q/%s/s-Queue\",\"Attributes\":{\"Policy\":\"%s\"}}"
            .formatted(ACCOUNT, policy);
    var call =
        AwsCall.json(
            "sqs", "arn:aws:iam::" + ACCOUNT + ":root", "AmazonSQS.SetQueueAttributes", set);
    permissions.intercept(
        call,
        handedOn -> {
          assertThat(handedOn.text()).doesNotContain("Policy");
          return AwsAnswer.json("{}");
        });
    assertThat(send(permissions, "events.amazonaws.com").status()).isEqualTo(200);
    permissions.intercept(set(""), any -> AwsAnswer.json("{}"));
    assertThat(send(permissions, "events.amazonaws.com").status()).isEqualTo(403);
  }

  @Test
  void aPolicyInAFormCountsTooAndAnUnknownConditionIsRefusedBeforeAnythingIsSet() {
    var permissions = with("Queue: {Type: AWS::SQS::Queue}");
    var statement = "{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sqs:*\"%s}";
    var unknown = ",\"Condition\":{\"StringLike\":{\"aws:PrincipalTag/team\":\"a\"}}";
    assertThatThrownBy(
            () ->
                permissions.intercept(
                    set("{\"Statement\":" + statement.formatted(unknown) + "}"),
                    any -> {
                      throw new AssertionError("handed on");
                    }))
        .isInstanceOf(AwsException.class)
        .hasMessageContaining("aws:PrincipalTag/team");
    permissions.intercept(
        set("{\"Statement\":" + statement.formatted("") + "}"), any -> AwsAnswer.json("{}"));
    assertThat(send(permissions, "events.amazonaws.com").status()).isEqualTo(200);
  }

  private static AwsCall set(String policy) {
    var form = "Action=SetQueueAttributes&Attribute.1.Name=Policy&Attribute.1.Value=";
    return new AwsCall(
        "sqs",
        "arn:aws:iam::" + ACCOUNT + ":root",
        "POST",
        "/" + ACCOUNT + "/s-Queue",
        Map.of("content-type", "application/x-www-form-urlencoded"),
        (form + URLEncoder.encode(policy, UTF_8)).getBytes(UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {StringEquals: {aws:PrincipalTag/team: a}}     | StringEquals aws:PrincipalTag/team
          {StringNotEquals: {aws:SourceAccount: a}}      | StringNotEquals aws:SourceAccount
          """)
  void aConditionThatIsNotEvaluatedStopsTheStart(String condition, String named) {
    assertThatThrownBy(() -> with(queue("Allow", "events.amazonaws.com", condition)))
        .hasMessageContaining("QueuePolicy.PolicyDocument.Statement.0.Condition")
        .hasMessageContaining(named + " is not supported locally");
  }

  @Test
  void aQueuesPolicyIsAboutQueues() {
    var policy =
        """
        Queue: {Type: AWS::SQS::Queue}
        Policy:
          Type: AWS::SQS::QueuePolicy
          Properties:
            Queues: [!Ref Queue]
            PolicyDocument: '{"Statement":{"Effect":"Allow","Principal":"*","Action":"%s"}}'
        """;
    assertThat(send(with(policy.formatted("SQS:SendMessage")), "sns.amazonaws.com").status())
        .isEqualTo(200);
    assertThatThrownBy(() -> with(policy.formatted("s3:PutObject")))
        .hasMessageStartingWith("template.yaml:8: Policy.PolicyDocument.Statement.Action")
        .hasMessageContaining("out of service scope: s3:PutObject; name actions of sqs");
  }

  @Test
  void aWorkflowIsNotCreatedWithARoleThatItCannotTake() {
    var resources =
        role("lambda.amazonaws.com", "{}")
            + """
              Machine:
                Type: AWS::StepFunctions::StateMachine
                Properties:
                  RoleArn: !GetAtt Role.Arn
                  DefinitionString: '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}'
              """;
    var plan = plan(resources);
    var place = plan.steps().getLast().place();
    assertThat(new ServiceRoles(plan.stack(), with(plan)).untrusted(id -> place))
        .extracting(Finding::toString)
        .containsExactly(
            "template.yaml:12: Machine (AWS::StepFunctions::StateMachine): Neither the global service"
                + " principal states.amazonaws.com, nor the regional one is authorized to assume the"
                + " provided role.");
  }

  @ParameterizedTest
  @CsvSource({"lambda.amazonaws.com, 1", "appconfig.amazonaws.com, 0"})
  void aMonitorsRoleMustTrustAppConfig(String trusted, int found) {
    var plan =
        plan(
            role(trusted, "{}")
                + """
                  Shop: {Type: AWS::AppConfig::Application, Properties: {Name: shop}}
                  Live:
                    Type: AWS::AppConfig::Environment
                    Properties:
                      ApplicationId: !Ref Shop
                      Name: live
                      Monitors: [{AlarmArn: alarm, AlarmRoleArn: !GetAtt Role.Arn}]
                  """);
    var place = plan.steps().getLast().place();
    assertThat(new ServiceRoles(plan.stack(), with(plan)).untrusted(id -> place)).hasSize(found);
  }

  @Test
  void anApiDoesNotTakeARoleThatDoesNotTrustIt() {
    var permissions = with(role("lambda.amazonaws.com", "{}"));
    var roles =
        new ServiceRoles(Stack.of("s", "r", ACCOUNT, new LinkedHashMap<>(), Map.of()), permissions);
    assertThatThrownBy(() -> roles.takenByApi(AwsCall.json("sqs", ROLE, "AmazonSQS.S", "{}")))
        .isInstanceOf(RoleNotAssumedException.class);
  }

  @ParameterizedTest
  @CsvSource({"us-east-1, true", "eu-west-1, false"})
  void aWorkflowsRoleMayTrustStepFunctionsOfItsRegion(String region, boolean isTrusted) {
    var plan =
        plan(
            role("states." + region + ".amazonaws.com", "{}")
                + """
                  Machine:
                    Type: AWS::StepFunctions::StateMachine
                    Properties:
                      RoleArn: !GetAtt Role.Arn
                      DefinitionString: '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}'
                  """);
    var machine = plan.stack().resources().get("Machine");

    assertThat(with(plan).trusts(ROLE, ServiceCall.STATES, machine.arn())).isEqualTo(isTrusted);
  }

  private static String role(String service, String condition) {
    return """
    Role:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Statement:
            - Effect: Allow
              Principal: {Service: %s}
              Action: sts:AssumeRole
              Condition: %s
    """
        .formatted(service, condition);
  }

  private static String queue(String effect, String principal, String condition) {
    return """
    Queue: {Type: AWS::SQS::Queue}
    QueuePolicy:
      Type: AWS::SQS::QueuePolicy
      Properties:
        Queues: [!Ref Queue]
        PolicyDocument:
          Statement:
            - Effect: %s
              Principal: {Service: %s}
              Action: sqs:SendMessage
              Resource: !GetAtt Queue.Arn
              Condition: %s
    """
        .formatted(effect, principal, condition);
  }

  private Permissions with(String resources) {
    return with(plan(resources));
  }

  private static Permissions with(StackPlan plan) {
    var permissions = Permissions.of(plan.stack(), (function, environment, line) -> {});
    plan.createIn(
        new Provision(any -> AwsAnswer.json("{}"), "us-east-1", ACCOUNT)
            .with(Roles.class, permissions.roles())
            .with(ResourcePolicies.class, permissions.resources()),
        step -> step.type().matches("AWS::IAM::.*|AWS::Lambda::Permission|.*Policy"));
    return permissions;
  }

  private StackPlan plan(String resources) {
    try {
      var file =
          Files.writeString(
              folder.resolve("template.yaml"),
              "Transform: AWS::Serverless-2016-10-31\nResources:\n" + resources.indent(2));
      return SamTemplate.plan(
          file,
          StackSettings.local("s", "http://127.0.0.1:1", "http://127.0.0.1:2", Map.of()),
          folder,
          ResourceHandlers.ALL);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static AwsAnswer send(Permissions permissions, String principal) {
    var body = "{\"QueueUrl\":\"http://q/" + ACCOUNT + "/s-Queue\",\"MessageBody\":\"m\"}";
    var call =
        AwsCall.json("sqs", principal, "AmazonSQS.SendMessage", body).by(Caller.of(RULE, () -> ""));
    return permissions.intercept(call, any -> AwsAnswer.json("{}"));
  }
}
