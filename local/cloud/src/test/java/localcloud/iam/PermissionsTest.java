package localcloud.iam;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.observe.CallJournal;
import localcloud.sam.Stack;
import localcloud.sam.StackResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PermissionsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ROLE = "arn:aws:iam::000000000000:role/planted";
  private static final String OTHER_ROLE = "arn:aws:iam::000000000000:role/other";
  private static final String ACCOUNT = ":us-east-1:000000000000:";
  private static final String TABLE = "arn:aws:dynamodb" + ACCOUNT + "table/things";
  private static final String QUEUE = "arn:aws:sqs" + ACCOUNT + "work.fifo";
  private static final String MACHINE = "arn:aws:states" + ACCOUNT + "stateMachine:flow";
  private final List<String> log = new ArrayList<>();

  @Test
  void whatAStatementAllowsReachesTheService() {
    var permissions = with(allow("dynamodb:PutItem", TABLE));
    assertThat(put(permissions, "things").status()).isEqualTo(200);
    assertThat(permissions.unused()).isEmpty();
    assertThat(permissions.denials()).isEmpty();
    assertThat(log).isEmpty();
  }

  @Test
  void anActionThatNoStatementNamesIsDenied() {
    var answer = put(with(allow("dynamodb:GetItem", TABLE)), "things");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text())
        .contains(
            "\"__type\":\"AccessDeniedException\"",
            "User: arn:aws:sts::000000000000:assumed-role/planted/local is not authorized to"
                + " perform: dynamodb:PutItem on resource: "
                + TABLE
                + " because no identity-based policy allows the dynamodb:PutItem action");
    assertThat(log).singleElement().asString().contains(ROLE, "dynamodb:PutItem", TABLE);
  }

  @Test
  void theJournalNamesTheDeniedAction() {
    var permissions = with(allow("dynamodb:GetItem", TABLE));
    var journal =
        new CallJournal(
            Stack.of("s", "us-east-1", "000000000000", new LinkedHashMap<>(), Map.of()));
    var call =
        AwsCall.json("dynamodb", ROLE, "DynamoDB_20120810.PutItem", "{\"TableName\":\"things\"}");
    var unused =
        journal.intercept(call, c -> permissions.intercept(c, next -> AwsAnswer.json("{}")));

    assertThat(journal.entries())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.denied()).isEqualTo("dynamodb:PutItem");
              assertThat(entry.error()).isEqualTo("AccessDeniedException");
              assertThat(entry.principal()).isEqualTo(ROLE);
            });
  }

  @Test
  void anotherResourceIsDenied() {
    var permissions = with(allow("dynamodb:PutItem", TABLE));
    assertThat(put(permissions, "others").status()).isEqualTo(400);
    assertThat(put(permissions, "things2").status()).isEqualTo(400);
    assertThat(permissions.unused()).hasSize(1);
  }

  @Test
  void anExplicitDenyWinsWhereverItIs() {
    var deny = statement("Deny", "dynamodb:*", "*");
    for (var statements :
        List.of(
            List.of(deny, allow("dynamodb:PutItem", TABLE)),
            List.of(allow("dynamodb:PutItem", TABLE), deny))) {
      var answer = put(with(statements.toArray(String[]::new)), "things");
      assertThat(answer.text()).contains("with an explicit deny in an identity-based policy");
    }
  }

  @Test
  void aRoleThatTheTemplateDoesNotHaveMayDoNothing() {
    var permissions = with(allow("*", "*"));
    var call = AwsCall.json("dynamodb", ROLE + "2", "DynamoDB_20120810.ListTables", "{}");
    assertThat(send(permissions, call).status()).isEqualTo(400);
  }

  @Test
  void theAdministratorMayDoAnything() {
    var root = "arn:aws:iam::000000000000:root";
    var call = AwsCall.json("dynamodb", root, "DynamoDB_20120810.ListTables", "{}");
    assertThat(send(with(), call).status()).isEqualTo(200);
  }

  @Test
  void aRepeatedStatementIsUnused() {
    var permissions =
        with(allow("dynamodb:PutItem", TABLE), allow("dynamodb:*", TABLE.replace("things", "*")));
    put(permissions, "things");
    assertThat(permissions.unused())
        .singleElement()
        .satisfies(grant -> assertThat(grant.statement()).isEqualTo(1));
    assertThat(permissions.json()).contains("\"grants\":2", "\"used\":1");
  }

  /** The needs are written as action and resource; {@code +} separates several. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          dynamodb | DynamoDB_20120810.Query | {'TableName':'things','IndexName':'i'} | dynamodb:Query TABLE/index/i
          dynamodb | DynamoDB_20120810.GetItem | {'TableName':'TABLE'} | dynamodb:GetItem TABLE
          dynamodb | DynamoDB_20120810.ListTables | {} | dynamodb:ListTables *
          dynamodb | DynamoDB_20120810.BatchGetItem | {'RequestItems':{'things':{}}} | dynamodb:BatchGetItem TABLE
          dynamodb | DynamoDB_20120810.TransactWriteItems | {'TransactItems':[{'Put':{'TableName':'things'}},{'ConditionCheck':{'TableName':'things'}}]} | dynamodb:PutItem TABLE + dynamodb:ConditionCheckItem TABLE
          dynamodb | DynamoDB_20120810.TransactGetItems | {'TransactItems':[{'Get':{'TableName':'things'}}]} | dynamodb:GetItem TABLE
          dynamodb | DynamoDBStreams_20120810.GetRecords | {'ShardIterator':'ITERATOR'} | dynamodb:GetRecords TABLE/stream/2026-01-01T00:00:00.000
          logs | Logs_20140328.FilterLogEvents | {'logGroupName':'/aws/lambda/f'} | logs:FilterLogEvents arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/f:log-stream:
          logs | Logs_20140328.GetLogEvents | {'logGroupName':'g','logStreamName':'s'} | logs:GetLogEvents arn:aws:logs:us-east-1:000000000000:log-group:g:log-stream:s
          logs | Logs_20140328.DescribeLogStreams | {'logGroupIdentifier':'arn:l:log-group:g:*'} | logs:DescribeLogStreams arn:l:log-group:g:log-stream:
          logs | Logs_20140328.DescribeLogGroups | {'logGroupNamePrefix':'/aws'} | logs:DescribeLogGroups arn:aws:logs:us-east-1:000000000000:log-group::log-stream:
          sqs | AmazonSQS.DeleteMessageBatch | {'QueueUrl':'http://localhost:1/000000000000/work.fifo'} | sqs:DeleteMessage QUEUE
          sqs | AmazonSQS.GetQueueUrl | {'QueueName':'work.fifo'} | sqs:GetQueueUrl QUEUE
          sqs | AmazonSQS.StartMessageMoveTask | {'SourceArn':'a:b','DestinationArn':'QUEUE'} | sqs:StartMessageMoveTask a:b + sqs:ReceiveMessage a:b + sqs:DeleteMessage a:b + sqs:GetQueueAttributes a:b + sqs:SendMessage QUEUE
          states | AWSStepFunctions.StartExecution | {'stateMachineArn':'MACHINE'} | states:StartExecution MACHINE
          states | AWSStepFunctions.RedriveExecution | {'executionArn':'e:f'} | states:RedriveExecution e:f
          states | AWSStepFunctions.SendTaskSuccess | {'taskToken':'t'} | states:SendTaskSuccess MACHINE
          events | AWSEvents.PutEvents | {'Entries':[{'EventBusName':'b'},{}]} | events:PutEvents arn:aws:events:us-east-1:000000000000:event-bus/b + events:PutEvents arn:aws:events:us-east-1:000000000000:event-bus/default
          events | AWSEvents.StartReplay | {'ReplayName':'r','EventSourceArn':'a:b','Destination':{'Arn':'c:d'}} | events:StartReplay a:b + events:StartReplay c:d + events:StartReplay arn:aws:events:us-east-1:000000000000:replay/r
          events | AWSEvents.DescribeReplay | {'ReplayName':'r'} | events:DescribeReplay arn:aws:events:us-east-1:000000000000:replay/r
          events | AWSEvents.DescribeArchive | {'ArchiveName':'a'} | events:DescribeArchive arn:aws:events:us-east-1:000000000000:archive/a
          events | AWSEvents.ListRules | {'EventBusName':'b'} | events:ListRules *
          sts | AWSSecurityTokenServiceV20110615.GetCallerIdentity | {} |
          """)
  void eachCallNeedsItsActionOnItsResource(
      String service, String target, String body, String needs) {
    var call = AwsCall.json(service, ROLE, target, fill(body).replace('\'', '"'));
    assertThat(needs(call)).isEqualTo(needs == null ? "" : fill(needs));
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /2015-03-31/functions/f/invocations, lambda:InvokeFunction function:f",
    "POST, /2015-03-31/functions/f/invocations?Qualifier=live, lambda:InvokeFunction function:f:live",
    "POST, /2015-03-31/functions/000000000000:function:f:live/invocations,"
        + " lambda:InvokeFunction function:f:live",
    "POST, /2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Af/invocations,"
        + " lambda:InvokeFunction function:f",
    "GET, /2015-03-31/functions/f/configuration, lambda:GetFunctionConfiguration function:f",
    "POST, /2015-03-31/functions/f/versions, lambda:PublishVersion function:f",
    "GET, /2015-03-31/functions/f/aliases, lambda:ListAliases function:f",
    "PUT, /2015-03-31/functions/f/aliases/live, lambda:UpdateAlias function:f",
    "GET, /2015-03-31/event-source-mappings/u, lambda:GetEventSourceMapping event-source-mapping:u",
    "PUT, /2015-03-31/event-source-mappings/u, lambda:UpdateEventSourceMapping event-source-mapping:u"
  })
  void aFunctionIsNeededWithItsQualifier(String method, String path, String needs) {
    var call = new AwsCall("lambda", ROLE, method, path, Map.of(), new byte[0]);
    assertThat(needs(call)).isEqualTo(needs.replace(" ", " arn:aws:lambda" + ACCOUNT));
  }

  @Test
  void mappingsAreListedOnAll() {
    var path = "/2015-03-31/event-source-mappings/?FunctionName=f";
    var call = new AwsCall("lambda", ROLE, "GET", path, Map.of(), new byte[0]);
    assertThat(needs(call)).isEqualTo("lambda:ListEventSourceMappings *");
  }

  /** On AWS the log group's attribute Arn ends in {@code :*}. */
  @Test
  void aLogGroupsArnIsEnoughForItsEvents() {
    var group = "arn:aws:logs" + ACCOUNT + "log-group:/aws/lambda/f:*";
    var permissions = with(allow("logs:FilterLogEvents", group));
    assertThat(filter(permissions, "/aws/lambda/f").status()).isEqualTo(200);
    assertThat(filter(permissions, "/aws/lambda/f2").status()).isEqualTo(400);
  }

  private static AwsAnswer filter(Permissions permissions, String group) {
    var body = "{\"logGroupName\":\"" + group + "\"}";
    return send(permissions, AwsCall.json("logs", ROLE, "Logs_20140328.FilterLogEvents", body));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT"})
  void aScheduleNeedsItsRoleToBePassed(String method) {
    var schedules = allow("scheduler:*", "*");
    assertThat(schedule(method, with(schedules)).text()).contains("iam:PassRole", OTHER_ROLE);
    assertThat(schedule(method, with(schedules, passes("lambda.amazonaws.com"))).status())
        .isEqualTo(403);
    assertThat(schedule(method, with(schedules, passes("scheduler.amazonaws.com"))).status())
        .isEqualTo(200);
    assertThat(schedule(method, with(schedules, allow("iam:PassRole", OTHER_ROLE))).status())
        .isEqualTo(200);
  }

  /** Each entry of a call is asked for by itself, as EventBridge does. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {'Source':'ours','DetailType':'Made'}                                            | 200
          {'Source':'ours','DetailType':'Made'},{'Source':'ours','DetailType':'Sold'}      | 200
          {'Source':'ours','DetailType':'Lost'}                                            | 400
          {'Source':'others','DetailType':'Made'}                                          | 400
          {'Source':'ours','DetailType':'Made'},{'Source':'others','DetailType':'Made'}    | 400
          """)
  void aRolePutsEventsOfTheSourceAndTheTypesThatItsConditionNames(String entries, int status) {
    var permissions =
        with(
            "{'Effect':'Allow','Action':'events:PutEvents','Resource':'*','Condition':{"
                + "'ForAllValues:StringEquals':{'events:source':'ours'},"
                + "'StringEquals':{'events:detail-type':['Made','Sold']}}}");
    var body = "{'Entries':[%s]}".formatted(entries).replace('\'', '"');
    assertThat(
            send(permissions, AwsCall.json("events", ROLE, "AWSEvents.PutEvents", body)).status())
        .isEqualTo(status);
  }

  private static String passes(String service) {
    return "{'Effect':'Allow','Action':'iam:PassRole','Resource':'%s','Condition':{'StringEquals':{'iam:PassedToService':'%s'}}}"
        .formatted(OTHER_ROLE, service);
  }

  private static AwsAnswer schedule(String method, Permissions permissions) {
    var body = "{\"Target\":{\"RoleArn\":\"" + OTHER_ROLE + "\"}}";
    return send(
        permissions,
        new AwsCall("scheduler", ROLE, method, "/schedules/s", Map.of(), body.getBytes(UTF_8)));
  }

  @Test
  void eachProtocolHasItsOwnRefusal() {
    var sqs = send(with(), AwsCall.json("sqs", ROLE, "AmazonSQS.SendMessage", "{}"));
    assertThat(sqs.headers()).containsEntry("x-amzn-query-error", "AccessDenied;Sender");
    var query =
        send(
            with(),
            new AwsCall(
                "sqs",
                ROLE,
                "POST",
                "/000000000000/work.fifo?Action=SendMessage",
                Map.of(),
                new byte[0]));
    assertThat(query.status()).isEqualTo(403);
    assertThat(query.text()).contains("<Code>AccessDenied</Code>", "sqs:sendmessage", QUEUE);
    var path = "/2015-03-31/functions/f/invocations";
    var lambda = send(with(), new AwsCall("lambda", ROLE, "POST", path, Map.of(), new byte[0]));
    assertThat(lambda.status()).isEqualTo(403);
    assertThat(lambda.headers()).containsEntry("x-amzn-errortype", "AccessDeniedException");
    assertThat(lambda.text()).startsWith("{\"Message\":\"User: ");
  }

  /** A request may have names; what IAM looks at has IDs. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET    | /applications | | ListApplications *
          GET    | /applications/shop | | GetApplication :application/a1
          POST   | /applications/a1/configurationprofiles/settings/validators?configuration_version=2 | | ValidateConfiguration :application/a1 + ValidateConfiguration :application/a1/configurationprofile/p1
          POST   | /applications/shop/environments/live/deployments | {'ConfigurationProfileId':'settings','DeploymentStrategyId':'AppConfig.AllAtOnce'} | StartDeployment :application/a1 + StartDeployment :application/a1/environment/e1 + StartDeployment :application/a1/configurationprofile/p1 + StartDeployment :deploymentstrategy/AppConfig.AllAtOnce
          DELETE | /applications/a1/environments/e1/deployments/3 | | StopDeployment :application/a1 + StopDeployment :application/a1/environment/e1 + StopDeployment :application/a1/environment/e1/deployment/3
          POST   | /configurationsessions | {'ApplicationIdentifier':'shop','EnvironmentIdentifier':'live','ConfigurationProfileIdentifier':'settings'} | StartConfigurationSession :application/a1/environment/e1/configuration/p1
          GET    | /configuration?configuration_token=TOKEN | | GetLatestConfiguration :application/a1/environment/e1/configuration/p1
          GET    | /configuration?configuration_token=none | | GetLatestConfiguration :application/*/environment/*/configuration/*
          """)
  void aConfigurationIsNeededByItsIds(String method, String path, String body, String needed) {
    var token =
        "{\"ApplicationIdentifier\":\"a1\",\"EnvironmentIdentifier\":\"e1\","
            + "\"ConfigurationProfileIdentifier\":\"p1\"}";
    var encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(token.getBytes(UTF_8));
    var request = body == null ? "" : body.replace('\'', '"');
    var call =
        new AwsCall(
            "appconfig",
            ROLE,
            method,
            path.replace("TOKEN", encoded),
            Map.of(),
            request.getBytes(UTF_8));
    var needs = needs(settings(), call).replace("arn:aws:appconfig:us-east-1:000000000000", "");
    assertThat(needs.replace("appconfig:", "")).isEqualTo(needed);
  }

  private static SequencedMap<String, StackResource> settings() {
    var resources = new LinkedHashMap<String, StackResource>();
    for (var line :
        List.of(
            "Application a1 {'Name':'shop'}",
            "Environment e1 {'Name':'live','ApplicationId':'a1'}",
            "ConfigurationProfile p1 {'Name':'settings','ApplicationId':'a1'}")) {
      var parts = line.replace('\'', '"').split(" ");
      try {
        resources.put(
            parts[1],
            new StackResource(
                parts[1],
                "AWS::AppConfig::" + parts[0],
                JSON.readTree(parts[2]),
                parts[1],
                Map.of(),
                JSON.createObjectNode()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return resources;
  }

  private static String needs(AwsCall call) {
    return needs(new LinkedHashMap<>(), call);
  }

  private static String needs(SequencedMap<String, StackResource> resources, AwsCall call) {
    var stack = Stack.of("s", "us-east-1", "000000000000", resources, Map.of());
    return Needs.of(stack, List.of(MACHINE)).of(call).stream()
        .map(need -> need.action() + " " + String.join(",", need.resources()))
        .collect(Collectors.joining(" + "));
  }

  private static String fill(String text) {
    var iterator =
        Base64.getEncoder().encodeToString("{\"table_name\":\"things\"}".getBytes(UTF_8));
    return text.replace("ITERATOR", iterator)
        .replace("TABLE", TABLE)
        .replace("QUEUE", QUEUE)
        .replace("MACHINE", MACHINE);
  }

  private static String allow(String action, String resource) {
    return statement("Allow", action, resource);
  }

  private static String statement(String effect, String action, String resource) {
    return "{'Effect':'%s','Action':'%s','Resource':['%s']}".formatted(effect, action, resource);
  }

  private Permissions with(String... statements) {
    var document = "{'Statement':[%s]}".formatted(String.join(",", statements));
    try {
      var policy =
          statements.length == 0
              ? List.<PolicyStatement>of()
              : PolicyStatement.read(
                  "work", "", JSON.readTree(document.replace('\'', '"')), PermissionsTest::fail);
      var permissions =
          Permissions.of(
              Stack.of("s", "us-east-1", "000000000000", new LinkedHashMap<>(), Map.of()),
              (function, environment, line) -> log.add(line));
      permissions.roles().put(new Roles.Role("Planted", ROLE, "", Duration.ofHours(1), policy));
      return permissions;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void fail(String property, String problem, String instead) {
    throw new AssertionError(property + " " + problem);
  }

  private static AwsAnswer put(Permissions permissions, String table) {
    var body = "{\"TableName\":\"" + table + "\"}";
    return send(permissions, AwsCall.json("dynamodb", ROLE, "DynamoDB_20120810.PutItem", body));
  }

  private static AwsAnswer send(Permissions permissions, AwsCall call) {
    return permissions.intercept(call, _ -> AwsAnswer.json("{}"));
  }
}
