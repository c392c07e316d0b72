package localcloud.sam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import localcloud.cloud.ResourceHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All that is wrong with a template is said at once, each in a line with its place. */
class FindingsTest {
  @TempDir Path folder;

  @Test
  void tenFaultsAreTenLines() {
    var template =
        """
        Parameters:
          Needed: {Type: String}
        Resources:
          Clicks: {Type: AWS::Kinesis::Stream}
          Typed:
            Type: AWS::SQS::Queue
            Properties:
              VisibilityTimeot: 5
              RedrivePolicy:
                deadLetterTargetArn: !GetAtt Nowhere.Arn
                maxReceiveCount: 3
          Slow:
            Type: AWS::SQS::Queue
            Properties:
              VisibilityTimeout: 99999
          Named:
            Type: AWS::SQS::Queue
            Properties: {QueueName: !Cidr [a, 1]}
          Work:
            Type: AWS::Serverless::Function
            Properties:
              CodeUri: nothing
              Handler: a.B
              Runtime: java25
              Timeout: 901
          Keyless: {Type: AWS::DynamoDB::Table, Properties: {AttributeDefinitions: []}}
          Flow:
            Type: AWS::Serverless::StateMachine
            Properties:
              Definition: {StartAt: Call, States: {Call: {Type: Nap, End: true}}}
        """;
    assertThatThrownBy(() -> plan(template))
        .isInstanceOf(InvalidTemplateException.class)
        .hasMessage(
            """
            10 findings:
            template.yaml:2: parameter Needed: has no default and no value; give it a value
            template.yaml:4: Clicks (AWS::Kinesis::Stream): resource type AWS::Kinesis::Stream is not supported locally; leave the resource out
            template.yaml:8: Typed.VisibilityTimeot (AWS::SQS::Queue): is not supported locally; did you mean VisibilityTimeout?
            template.yaml:10: Typed.RedrivePolicy.deadLetterTargetArn (AWS::SQS::Queue): GetAtt Nowhere.Arn: no resource Nowhere; declare it
            template.yaml:15: Slow.VisibilityTimeout (AWS::SQS::Queue): is 99999; write a whole number from 0 to 43200
            template.yaml:18: Named.QueueName (AWS::SQS::Queue): Fn::Cidr takes a block of IPv4 addresses, a count from 1 to 256 and bits: ["a",1]
            template.yaml:21: Work.Code (AWS::Lambda::Function): Function Work is not built: there is no BUILD/Work, and FOLDER/nothing does not hold its handler; build it, for example with sam build
            template.yaml:25: Work.Timeout (AWS::Lambda::Function): is 901; write a whole number from 1 to 900
            template.yaml:26: Keyless.KeySchema (AWS::DynamoDB::Table): is missing; AWS::DynamoDB::Table needs it
            template.yaml:30: Flow.Definition (AWS::StepFunctions::StateMachine): SCHEMA_VALIDATION_FAILED: Unknown state type 'Nap' at /States/Call/Type; mend the definition"""
                .replace("BUILD", folder.resolve("build").toString())
                .replace("FOLDER", folder.toString()));
  }

  @Test
  void whatASecretCannotBe() {
    var template =
        """
        Resources:
          Both: {Type: AWS::SecretsManager::Secret, Properties: {SecretString: a, GenerateSecretString: {}}}
          Empty: {Type: AWS::SecretsManager::Secret, Properties: {SecretString: ""}}
          Named: {Type: AWS::SecretsManager::Secret, Properties: {Name: a b}}
          Copied: {Type: AWS::SecretsManager::Secret, Properties: {ReplicaRegions: [{Region: eu-west-1}]}}
          Short: {Type: AWS::SecretsManager::Secret, Properties: {GenerateSecretString: {PasswordLength: 3}}}
          Keyed: {Type: AWS::SecretsManager::Secret, Properties: {GenerateSecretString: {GenerateStringKey: a}}}
          Plain:
            Type: AWS::SecretsManager::Secret
            Properties: {GenerateSecretString: {GenerateStringKey: a, SecretStringTemplate: "[1]"}}
          None:
            Type: AWS::SecretsManager::Secret
            Properties: {GenerateSecretString: {ExcludeCharacters: "0123456789"}}
          Turned: {Type: AWS::SecretsManager::RotationSchedule, Properties: {SecretId: !Ref Named}}
          Read:
            Type: AWS::SQS::Queue
            Properties: {QueueName: !Sub "{{resolve:secretsmanager:${Named}}}"}
        """;
    assertThatThrownBy(() -> plan(template))
        .hasMessage(
            """
            10 findings:
            template.yaml:2: Both.SecretString (AWS::SecretsManager::Secret): is there beside GenerateSecretString; write one of the two
            template.yaml:3: Empty.SecretString (AWS::SecretsManager::Secret): is empty or too long; write 1 to 65536 bytes
            template.yaml:4: Named.Name (AWS::SecretsManager::Secret): is a b; write letters, digits and /_+=.@-, at most 512
            template.yaml:5: Copied.ReplicaRegions (AWS::SecretsManager::Secret): is not supported locally; there is one region here: leave it out
            template.yaml:6: Short.GenerateSecretString.PasswordLength (AWS::SecretsManager::Secret): is 3; write 4 or more: there is one of each kind
            template.yaml:7: Keyed.GenerateSecretString.GenerateStringKey (AWS::SecretsManager::Secret): goes with SecretStringTemplate; write both or none
            template.yaml:10: Plain.GenerateSecretString.SecretStringTemplate (AWS::SecretsManager::Secret): is no JSON object; write an object, or its JSON
            template.yaml:13: None.GenerateSecretString.ExcludeCharacters (AWS::SecretsManager::Secret): leaves none of a kind; exclude the kind itself
            template.yaml:14: Turned (AWS::SecretsManager::RotationSchedule): resource type AWS::SecretsManager::RotationSchedule is not supported locally; leave the resource out
            template.yaml:17: Read.QueueName (AWS::SQS::Queue): a dynamic reference is not resolved locally; let the code read the value by its API""");
  }

  @Test
  void whatAWebSocketApiCannotBe() {
    var template =
        """
        Resources:
          Nameless:
            Type: AWS::ApiGatewayV2::Api
            Properties: {ProtocolType: WEBSOCKET, RouteSelectionExpression: $context.routeKey, Body: {}}
          Undeployed: {Type: AWS::ApiGatewayV2::Stage, Properties: {ApiId: !Ref Nameless, StageName: $default}}
          Live:
            Type: AWS::ApiGatewayV2::Api
            Properties: {Name: live, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action}
          LiveStage: {Type: AWS::ApiGatewayV2::Stage, Properties: {ApiId: !Ref Live, StageName: live, DeploymentId: !Ref Early}}
          Early: {Type: AWS::ApiGatewayV2::Deployment, Properties: {ApiId: !Ref Live}}
          Connect:
            Type: AWS::ApiGatewayV2::Route
            Properties: {ApiId: !Ref Live, RouteKey: $connect, Target: !Sub "integrations/${Call}"}
          Again:
            Type: AWS::ApiGatewayV2::Route
            Properties: {ApiId: !Ref Live, RouteKey: $connect, Target: !Sub "integrations/${Call}"}
          Astray:
            Type: AWS::ApiGatewayV2::Route
            Properties: {ApiId: !Ref Live, RouteKey: a, Target: integrations/other}
          Call:
            Type: AWS::ApiGatewayV2::Integration
            Properties: {ApiId: !Ref Live, IntegrationType: AWS_PROXY, IntegrationUri: 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations'}
          Http: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP, Name: a}}
          HttpStage: {Type: AWS::ApiGatewayV2::Stage, Properties: {ApiId: !Ref Http, StageName: v1, AccessLogSettings: {DestinationArn: a, Format: $context.status}}}
          HttpCall:
            Type: AWS::ApiGatewayV2::Integration
            Properties: {ApiId: !Ref Http, IntegrationType: AWS_PROXY, IntegrationUri: 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations'}
        """;
    assertThatThrownBy(() -> plan(template))
        .hasMessage(
            """
            12 findings:
            template.yaml:4: Nameless.Body (AWS::ApiGatewayV2::Api): is of HTTP APIs only; leave it out
            template.yaml:4: Nameless.Name (AWS::ApiGatewayV2::Api): is missing; a WebSocket API needs it
            template.yaml:4: Nameless.RouteSelectionExpression (AWS::ApiGatewayV2::Api): is $context.routeKey; write $request.body. and a path
            template.yaml:5: Undeployed (AWS::ApiGatewayV2::Stage): has no deployment; write AutoDeploy: true, or DeploymentId
            template.yaml:5: Undeployed.StageName (AWS::ApiGatewayV2::Stage): $default is of HTTP APIs only; write another name
            template.yaml:10: Early.DependsOn (AWS::ApiGatewayV2::Deployment): At least one route is required before deploying the Api; name the parts that it deploys
            template.yaml:16: Again.RouteKey (AWS::ApiGatewayV2::Route): Route with key $connect already exists; take one out
            template.yaml:19: Astray.Target (AWS::ApiGatewayV2::Route): is no integration of this API; name one with !Ref
            template.yaml:23: Http.Name (AWS::ApiGatewayV2::Api): is the title in the Body of an HTTP API; leave it out
            template.yaml:23: Http.Body (AWS::ApiGatewayV2::Api): is missing; write an OpenAPI document
            template.yaml:24: HttpStage.AccessLogSettings.Format (AWS::ApiGatewayV2::Stage): has no $context.requestId; say which request a line is about
            template.yaml:25: HttpCall (AWS::ApiGatewayV2::Integration): is of an HTTP API; write it in its Body""");
  }

  @Test
  void whatTheRoutesOfAWebSocketApiCannotBe() {
    var template =
        """
        Resources:
          Live:
            Type: AWS::ApiGatewayV2::Api
            Properties: {Name: live, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action}
          LiveStage: {Type: AWS::ApiGatewayV2::Stage, Properties: {ApiId: !Ref Live, StageName: live, AutoDeploy: true}}
          Connect:
            Type: AWS::ApiGatewayV2::Route
            Properties:
              ApiId: !Ref Live
              RouteKey: $connect
              AuthorizationType: CUSTOM
              AuthorizerId: a
              ApiKeyRequired: true
              RouteResponseSelectionExpression: $default
              Target: integrations/a
          Guarded:
            Type: AWS::ApiGatewayV2::Route
            Properties: {ApiId: !Ref Live, RouteKey: a, AuthorizationType: AWS_IAM, Target: nothing}
          Mocked:
            Type: AWS::ApiGatewayV2::Integration
            Properties:
              ApiId: !Ref Live
              IntegrationType: MOCK
              IntegrationMethod: GET
              IntegrationUri: arn:aws:apigateway:us-east-1:sqs:path/1/q
              TimeoutInMillis: 29001
        """;
    assertThatThrownBy(() -> plan(template))
        .hasMessage(
            """
            9 findings:
            template.yaml:12: Connect.AuthorizerId (AWS::ApiGatewayV2::Route): is not supported locally; let the function of $connect refuse
            template.yaml:13: Connect.ApiKeyRequired (AWS::ApiGatewayV2::Route): is not supported locally; leave it out
            template.yaml:14: Connect.RouteResponseSelectionExpression (AWS::ApiGatewayV2::Route): is not supported locally; answer through @connections
            template.yaml:18: Guarded.Target (AWS::ApiGatewayV2::Route): names no integration; write integrations/ and the integration
            template.yaml:18: Guarded.AuthorizationType (AWS::ApiGatewayV2::Route): is AWS_IAM; write NONE
            template.yaml:23: Mocked.IntegrationType (AWS::ApiGatewayV2::Integration): is MOCK; write AWS_PROXY
            template.yaml:24: Mocked.IntegrationMethod (AWS::ApiGatewayV2::Integration): is GET; write POST
            template.yaml:25: Mocked.IntegrationUri (AWS::ApiGatewayV2::Integration): calls no function; write arn:aws:apigateway:<region>:lambda:path/2015-03-31/functions/<ARN>/invocations
            template.yaml:26: Mocked.TimeoutInMillis (AWS::ApiGatewayV2::Integration): is 29001; write a whole number from 50 to 29000""");
  }

  @Test
  void aDeploymentNeedsWhatItDeploys() {
    var template =
        """
        Resources:
          Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: a}}
          Get:
            Type: AWS::ApiGateway::Method
            Properties:
              RestApiId: !Ref Api
              ResourceId: !GetAtt Api.RootResourceId
              HttpMethod: GET
              Integration: {Type: MOCK}
          Early: {Type: AWS::ApiGateway::Deployment, Properties: {RestApiId: !Ref Api, StageName: a}}
        """;
    assertThatThrownBy(() -> plan(template))
        .hasMessage(
            """
            template.yaml:10: Early.DependsOn (AWS::ApiGateway::Deployment): The REST API doesn't contain any methods; name the parts that it deploys""");
  }

  @Test
  void whatSnsRefusesIsFoundBeforeItIsAsked() {
    var template =
        """
        Resources:
          News:
            Type: AWS::SNS::Topic
            Properties:
              TopicName: news.fifo
              FifoThroughputScope: Queue
              Subscription: [{Protocol: http, Endpoint: 'http://a.b'}]
          Plain: {Type: AWS::SNS::Topic}
          Jobs:
            Type: AWS::SNS::Subscription
            Properties:
              TopicArn: !Ref Plain
              Protocol: sqs
              Endpoint: jobs
              FilterPolicy: {kind: order}
              FilterPolicyScope: Body
              RedrivePolicy: dead
              RawMessageDelivery: perhaps
              Region: mars-1
        """;
    assertThatThrownBy(() -> plan(template))
        .hasMessage(
            """
            9 findings:
            template.yaml:5: News.TopicName (AWS::SNS::Topic): Invalid parameter: Topic Name Reason: a FIFO topic, and no other, has a name that ends in .fifo; write letters, digits, - and _; and .fifo for a FIFO topic
            template.yaml:6: News.FifoThroughputScope (AWS::SNS::Topic): is Queue; write Topic or MessageGroup
            template.yaml:7: News.Subscription.0.Protocol (AWS::SNS::Topic): http is not delivered by the local cloud: only sqs and lambda; take sqs or lambda
            template.yaml:14: Jobs.Endpoint (AWS::SNS::Subscription): sqs endpoint ARN; name the ARN
            template.yaml:15: Jobs.FilterPolicy (AWS::SNS::Subscription): "kind" must be an object or an array; mend the policy
            template.yaml:16: Jobs.FilterPolicyScope (AWS::SNS::Subscription): is Body; write MessageAttributes or MessageBody
            template.yaml:17: Jobs.RedrivePolicy (AWS::SNS::Subscription): is no JSON object; write an object, or its JSON
            template.yaml:18: Jobs.RawMessageDelivery (AWS::SNS::Subscription): is perhaps; write true or false
            template.yaml:19: Jobs.Region (AWS::SNS::Subscription): is mars-1, and the topic is not there; write the topic's region""");
  }

  @Test
  void whatEventBridgeRefusesIsFoundBeforeItIsAsked() {
    var template =
        """
        Resources:
          Bus: {Type: AWS::Events::EventBus, Properties: {Name: a b}}
          Shop: {Type: AWS::Events::EventBus, Properties: {Name: shop}}
          Kept:
            Type: AWS::Events::Archive
            Properties:
              SourceArn: !GetAtt Shop.Arn
              EventPattern: {source: shop}
              RetentionDays: -1
          Nothing: {Type: AWS::Events::Rule}
          Matched:
            Type: AWS::Events::Rule
            Properties:
              EventPattern: '{"source": ["a"'
              State: 'OFF'
          Sold:
            Type: AWS::Events::Rule
            Properties:
              EventBusName: !Ref Shop
              EventPattern: {source: [{prefix: 5}]}
              ScheduleExpression: rate(1 minutes)
              Targets:
                - {Id: ok, Arn: 'arn:aws:sqs:us-east-1:000000000000:ok'}
                - {Id: stream, Arn: 'arn:aws:kinesis:us-east-1:000000000000:stream/s'}
                - Id: flow
                  Arn: arn:aws:states:us-east-1:000000000000:stateMachine:flow
                  RetryPolicy: {MaximumRetryAttempts: 200}
                  InputPath: $..x
        """;
    assertThatThrownBy(() -> plan(template))
        .hasMessage(
            """
            13 findings:
            template.yaml:2: Bus.Name (AWS::Events::EventBus): 1 validation error detected: Value 'a b' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [.\\-_A-Za-z0-9]{1,256}; write up to 256 letters, digits, ., - and _
            template.yaml:8: Kept.EventPattern (AWS::Events::Archive): Event pattern is not valid. Reason: "source" must be an object or an array; mend the pattern
            template.yaml:9: Kept.RetentionDays (AWS::Events::Archive): is -1; write a whole number from 0 to 2147483647
            template.yaml:10: Nothing (AWS::Events::Rule): has no EventPattern and no ScheduleExpression; give it one of them
            template.yaml:14: Matched.EventPattern (AWS::Events::Rule): is no JSON object; write an object, or its JSON
            template.yaml:15: Matched.State (AWS::Events::Rule): is OFF; write ENABLED or DISABLED or ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS
            template.yaml:20: Sold.EventPattern (AWS::Events::Rule): Event pattern is not valid. Reason: prefix match pattern must be a string; mend the pattern
            template.yaml:21: Sold.ScheduleExpression (AWS::Events::Rule): is supported only on the default event bus; leave out the bus
            template.yaml:21: Sold.ScheduleExpression (AWS::Events::Rule): Parameter ScheduleExpression is not valid: rate(1 minutes): neither rate(value unit) nor cron(six fields); write rate(value unit) or cron(six fields)
            template.yaml:24: Sold.Targets.1.Arn (AWS::Events::Rule): targets of kinesis are not supported locally; name a function, queue, topic, bus, state machine or log group
            template.yaml:25: Sold.Targets.2.RoleArn (AWS::Events::Rule): is missing; a state machine is started by a role
            template.yaml:27: Sold.Targets.2.RetryPolicy.MaximumRetryAttempts (AWS::Events::Rule): is 200; write a whole number from 0 to 185
            template.yaml:28: Sold.Targets.2.InputPath (AWS::Events::Rule): path $..x is not supported locally; write a path such as $.detail.id""");
  }

  @Test
  void whatSchedulerRefusesIsFoundBeforeItIsAsked() {
    var template =
        """
        Resources:
          Hourly:
            Type: AWS::Scheduler::Schedule
            Properties:
              Name: each hour
              ScheduleExpression: rate(1 week)
              ScheduleExpressionTimezone: Europe/Bonn
              StartDate: tomorrow
              State: 'ON'
              FlexibleTimeWindow: {Mode: FLEXIBLE}
              Target:
                Arn: arn:aws:events:us-east-1:000000000000:event-bus/b
                RoleArn: arn:aws:iam::000000000000:role/r
                Input: '{'
                RetryPolicy: {MaximumEventAgeInSeconds: 5}
          Daily:
            Type: AWS::Scheduler::Schedule
            Properties:
              ScheduleExpression: at(2030-13-01T00:00:00)
              FlexibleTimeWindow: {Mode: 'OFF'}
              Target:
                Arn: arn:aws:scheduler:::aws-sdk:sqs:sendMessage
                RoleArn: arn:aws:iam::000000000000:role/r
                DeadLetterConfig: {Arn: 'arn:aws:sqs:us-east-1:000000000000:d.fifo'}
        """;
    assertThatThrownBy(() -> plan(template))
        .hasMessage(
            """
            12 findings:
            template.yaml:5: Hourly.Name (AWS::Scheduler::Schedule): The schedule name each hour is not valid.; write another
            template.yaml:6: Hourly.ScheduleExpression (AWS::Scheduler::Schedule): Invalid Schedule Expression rate(1 week).; write rate(value unit), cron(six fields) or at(yyyy-mm-ddThh:mm:ss)
            template.yaml:7: Hourly.ScheduleExpressionTimezone (AWS::Scheduler::Schedule): is Europe/Bonn; write a name such as Europe/Berlin
            template.yaml:8: Hourly.StartDate (AWS::Scheduler::Schedule): is tomorrow; write a time such as 2030-01-31T12:00:00Z
            template.yaml:9: Hourly.State (AWS::Scheduler::Schedule): is ON; write ENABLED or DISABLED
            template.yaml:10: Hourly.FlexibleTimeWindow.MaximumWindowInMinutes (AWS::Scheduler::Schedule): is missing; a flexible window has 1 to 1440
            template.yaml:11: Hourly.Target.EventBridgeParameters (AWS::Scheduler::Schedule): is missing; an event bus needs it
            template.yaml:14: Hourly.Target.Input (AWS::Scheduler::Schedule): is no JSON; write JSON for a target of events
            template.yaml:15: Hourly.Target.RetryPolicy.MaximumEventAgeInSeconds (AWS::Scheduler::Schedule): is 5; write a whole number from 60 to 86400
            template.yaml:19: Daily.ScheduleExpression (AWS::Scheduler::Schedule): Invalid Schedule Expression at(2030-13-01T00:00:00).; write rate(value unit), cron(six fields) or at(yyyy-mm-ddThh:mm:ss)
            template.yaml:22: Daily.Target.Arn (AWS::Scheduler::Schedule): arn:aws:scheduler:::aws-sdk:sqs:sendMessage is not supported locally; name a function, queue, topic, bus or state machine
            template.yaml:24: Daily.Target.DeadLetterConfig.Arn (AWS::Scheduler::Schedule): is arn:aws:sqs:us-east-1:000000000000:d.fifo; name a standard queue""");
  }

  @Test
  void whatBreaksTheYamlIsSaidWithItsLine() {
    assertThatThrownBy(() -> plan("A: 1\nA: 2\nB: !Mine x\n"))
        .hasMessageStartingWith(
            "2 findings:\ntemplate.yaml:2: key A appears twice; keep one of them")
        .hasMessageContaining("template.yaml:3: tag !Mine is unknown");
  }

  @Test
  void aFaultIsNotRepeatedByThoseThatReferToIt() {
    assertThatThrownBy(
            () ->
                plan(
                    """
                    Resources:
                      Clicks: {Type: AWS::Kinesis::Stream}
                      Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Clicks}}
                    Outputs:
                      Clicks: {Value: !GetAtt Clicks.Arn}
                    """))
        .isInstanceOfSatisfying(
            InvalidTemplateException.class, e -> assertThat(e.findings()).hasSize(1));
  }

  @Test
  void whatIamRefusesIsSaidStatementByStatement() {
    assertThatThrownBy(
            () ->
                plan(
                    """
                    Resources:
                      Role:
                        Type: AWS::IAM::Role
                        Properties:
                          MaxSessionDuration: 60
                          AssumeRolePolicyDocument:
                            Version: 2012-10-18
                            Statement:
                              - {Effect: Allow, Principal: {Federated: x}, Action: lambda:InvokeFunction}
                          ManagedPolicyArns: [arn:aws:iam::aws:policy/Mine]
                          Policies:
                            - PolicyName: work
                              PolicyDocument:
                                Statement:
                                  - {Effect: Allow, Action: sqs:SendMessage, Resource: "*"}
                                  - Effect: Permit
                                    NotAction: sqs:*
                                    Resource: Queue
                                    Condition: {StringEquals: {"aws:PrincipalTag/team": a}}
                      Shared:
                        Type: AWS::IAM::Policy
                        Properties:
                          PolicyName: shared
                          Roles: [!Ref Role]
                          PolicyDocument: {Statement: {Effect: Allow, Action: PutItem, Resource: "${a}"}}
                      Permission:
                        Type: AWS::Lambda::Permission
                        Properties: {Action: sqs:SendMessage, FunctionName: f, Principal: s3.amazonaws.com}
                    """))
        .hasMessage(
            """
            12 findings:
            template.yaml:5: Role.MaxSessionDuration (AWS::IAM::Role): is 60; write a whole number from 3600 to 43200
            template.yaml:7: Role.AssumeRolePolicyDocument.Version (AWS::IAM::Role): is 2012-10-18; write 2012-10-17
            template.yaml:9: Role.AssumeRolePolicyDocument.Statement.0.Principal (AWS::IAM::Role): Federated is not supported locally; name a Service or an AWS
            template.yaml:9: Role.AssumeRolePolicyDocument.Statement.0.Action (AWS::IAM::Role): is lambda:InvokeFunction; a trust policy has actions of sts alone
            template.yaml:10: Role.ManagedPolicyArns (AWS::IAM::Role): the local cloud does not know arn:aws:iam::aws:policy/Mine; write its statements into the template
            template.yaml:16: Role.Policies.0.PolicyDocument.Statement.1.Effect (AWS::IAM::Role): is Permit; write Allow or Deny
            template.yaml:17: Role.Policies.0.PolicyDocument.Statement.1.NotAction (AWS::IAM::Role): is not supported locally; a statement has [Action, Condition, Effect, Resource, Sid]
            template.yaml:18: Role.Policies.0.PolicyDocument.Statement.1.Resource (AWS::IAM::Role): is Queue; write an ARN, or * for all
            template.yaml:19: Role.Policies.0.PolicyDocument.Statement.1.Condition (AWS::IAM::Role): StringEquals aws:PrincipalTag/team is not supported locally; ask for one of [dynamodb:leadingkeys, events:detail-type, events:source, iam:passedtoservice, s3:if-none-match] by one of [StringEquals, StringLike, ArnEquals, ArnLike, Bool, Null]
            template.yaml:25: Shared.PolicyDocument.Statement.Action (AWS::IAM::Policy): is PutItem; write it with its service, such as sqs:SendMessage
            template.yaml:25: Shared.PolicyDocument.Statement.Resource (AWS::IAM::Policy): "${a}" is not supported locally; write a text without policy variables
            template.yaml:28: Permission.Action (AWS::Lambda::Permission): is sqs:SendMessage; it must match lambda:\\*|lambda:[a-zA-Z]+|\\*""");
  }

  @Test
  void whatIsWrongWithAnApisPartsIsSaidAtEach() {
    assertThatThrownBy(
            () ->
                plan(
                    """
                    Resources:
                      Api: {Type: AWS::ApiGateway::RestApi}
                      Blue: {Type: AWS::ApiGateway::Stage, Properties: {RestApiId: !Ref Api, StageName: blue}}
                      Green: {Type: AWS::ApiGateway::Stage, Properties: {RestApiId: !Ref Api, StageName: green}}
                      Get:
                        Type: AWS::ApiGateway::Method
                        Properties:
                          RestApiId: !Ref Api
                          ResourceId: nowhere
                          HttpMethod: GET
                          Integration: {Type: MOCK}
                    """))
        .hasMessageContaining(
            "template.yaml:4: Green.StageName (AWS::ApiGateway::Stage): the local cloud serves one"
                + " stage of an API, here blue; declare one")
        .hasMessageContaining(
            "Get.ResourceId (AWS::ApiGateway::Method): is no resource of Api; name one by !Ref");
  }

  @Test
  void aPartOfNoApiOfTheStackIsLost() {
    assertThatThrownBy(
            () ->
                plan(
                    """
                    Resources:
                      Other: {Type: AWS::ApiGateway::Stage, Properties: {RestApiId: x, StageName: blue}}
                    """))
        .hasMessage(
            "template.yaml:2: Other.RestApiId (AWS::ApiGateway::Stage): names no resource of this"
                + " stack that it belongs to; name one by !Ref");
  }

  private void plan(String yaml) throws IOException {
    var file = Files.writeString(folder.resolve("template.yaml"), yaml);
    var settings =
        StackSettings.local("shop", "http://127.0.0.1:1", "http://127.0.0.1:2", Map.of());
    SamTemplate.plan(file, settings, folder.resolve("build"), ResourceHandlers.ALL);
  }
}
