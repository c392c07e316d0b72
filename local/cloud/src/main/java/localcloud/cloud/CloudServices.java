package localcloud.cloud;

import static localcloud.cloud.LocalCloudSettings.ACCOUNT;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import localcloud.apigateway.ApiKeys;
import localcloud.apigateway.ManagementCall;
import localcloud.apigateway.WebSocketApis;
import localcloud.appconfig.AppConfig;
import localcloud.aws.AwsService;
import localcloud.codedeploy.CodeDeploy;
import localcloud.cognito.UserPools;
import localcloud.dynamodb.CapacityMeter;
import localcloud.endpoint.Dispatcher;
import localcloud.endpoint.Services;
import localcloud.eventbridge.EventBridge;
import localcloud.faults.Faults;
import localcloud.faults.ServiceClock;
import localcloud.iam.Permissions;
import localcloud.iam.ResourcePolicies;
import localcloud.iam.RoleSessions;
import localcloud.iam.Roles;
import localcloud.iam.SecurityTokens;
import localcloud.iam.ServiceCall;
import localcloud.lambda.Environments;
import localcloud.lambda.EventSourceMappings;
import localcloud.lambda.FunctionLogs;
import localcloud.lambda.Lambda;
import localcloud.lambda.LambdaSettings;
import localcloud.lambda.MappingApi;
import localcloud.observe.CallCounter;
import localcloud.observe.CallJournal;
import localcloud.observe.CallReader;
import localcloud.observe.EmfMetrics;
import localcloud.observe.EventSink;
import localcloud.resources.Provision;
import localcloud.s3.S3;
import localcloud.sam.Stack;
import localcloud.scheduler.Scheduler;
import localcloud.secretsmanager.SecretsManager;
import localcloud.sns.Sns;
import localcloud.sqs.QueueClock;
import localcloud.stepfunctions.StepFunctions;
import localcloud.waf.Firewall;
import org.jspecify.annotations.Nullable;

/** The services of a local cloud, without resources yet. They call each other as strangers do. */
final class CloudServices {
  private static final Capacity CAPACITY = Capacity.of(Runtime.getRuntime().availableProcessors());

  /** Lambda's 10 seconds count on CPUs that nobody shares. */
  private static final Duration INIT_TIMEOUT = Duration.ofSeconds(30);

  private final LocalCloudSettings settings;
  private final String url;
  private final Environments environments = new Environments();

  final Services registry = new Services();
  final CallCounter calls = new CallCounter(new CapacityMeter(registry));
  final Permissions permissions;
  final CallJournal journal;
  final EmfMetrics metrics;
  final Faults faults;
  final AwsService aws;
  final RoleSessions sessions;
  final FunctionLogs logs;
  final UserPools pools;
  final ApiKeys apiKeys;
  final Firewall firewall;
  final WebSocketApis webSockets = new WebSocketApis();
  final Lambda lambda;
  final EventSourceMappings mappings;
  final EventBridge events;
  final StepFunctions workflows;
  final Scheduler scheduler;
  final AppConfig appConfig;
  final CodeDeploy codeDeploy;
  final S3 objects;
  final SecretsManager secrets;

  /**
   * Starts the services that run in this process; DynamoDB and SQS are {@link #add added}.
   *
   * @param endpoint where functions will reach the services
   * @param parts gets what must be stopped again
   */
  CloudServices(LocalCloudSettings settings, Stacks stacks, URI endpoint, Parts parts) {
    this.settings = settings;
    url = endpoint.toString();
    var account = stacks.account();
    permissions = permissions(settings, account);
    journal = new CallJournal(account);
    faults = parts.add(new Faults(account, environments::kill, settings.logs(), settings.clock()));
    aws = new Dispatcher(List.of(journal, permissions, calls, faults), registry);
    sessions = new RoleSessions(ACCOUNT, settings.clock());
    metrics = new EmfMetrics(settings.logs(), settings.clock());
    logs = new FunctionLogs(settings.region(), ACCOUNT, metrics, settings.clock());
    pools = new UserPools(settings.region(), settings.clock(), kept("user-pools.jwk"));
    apiKeys = new ApiKeys(settings.clock());
    firewall = new Firewall(settings.clock());
    lambda = parts.add(new Lambda(lambdaSettings(), environments, aws));
    events = parts.add(events(parts.add(settings.events().get()), new CallReader(account)));
    workflows = parts.add(workflows());
    mappings = parts.add(mappings());
    scheduler = parts.add(scheduler());
    appConfig = appConfig();
    codeDeploy = parts.add(new CodeDeploy(aws, settings.pace().waits()));
    objects =
        parts.add(
            new S3(
                new SecretKeys(sessions, lambda, settings.clock()),
                (principal, bucket) -> permissions.allows(principal, "s3:ListBucket", bucket)));
    secrets = new SecretsManager(settings.clock());
    register(stacks, parts.add(new Sns(settings.region(), ACCOUNT, url, aws, clock("sns"))));
  }

  /** What the roles may do, as soon as they are there. */
  static Permissions permissions(LocalCloudSettings settings, Stack account) {
    return settings.permissionsChecked()
        ? Permissions.of(account, settings.logs())
        : Permissions.unchecked();
  }

  /** Adds the two services whose servers start beside the others. */
  void add(AwsService dynamoDb, AwsService sqs) {
    registry.register("dynamodb", dynamoDb);
    registry.register("sqs", new QueueClock(sqs, faults));
  }

  /** Who signs calls. */
  KeyHolders keyHolders() {
    return new KeyHolders(sessions, lambda);
  }

  /** Where the resources' handlers create them. */
  Provision provision() {
    return new Provision(registry, settings.region(), ACCOUNT)
        .with(Pace.class, settings.pace())
        .with(Roles.class, permissions.roles())
        .with(ResourcePolicies.class, permissions.resources())
        .with(UserPools.class, pools)
        .with(ApiKeys.class, apiKeys)
        .with(Firewall.class, firewall)
        .with(Lambda.class, lambda)
        .with(FunctionLogs.class, logs)
        .with(StepFunctions.class, workflows)
        .with(EventBridge.class, events)
        .with(Scheduler.class, scheduler)
        .with(AppConfig.class, appConfig)
        .with(CodeDeploy.class, codeDeploy)
        .with(S3.class, objects)
        .with(SecretsManager.class, secrets)
        .with(EventSourceMappings.class, mappings);
  }

  private void register(Stacks stacks, Sns sns) {
    registry.register("cloudformation", new CloudFormation(stacks, settings.clock().instant()));
    registry.register("sts", new SecurityTokens(ACCOUNT, permissions, sessions));
    registry.register("cognito-idp", pools);
    registry.register("logs", logs);
    registry.register("lambda", new MappingApi(mappings, lambda));
    registry.register("events", events);
    registry.register("states", workflows);
    registry.register("sns", sns);
    registry.register("scheduler", scheduler);
    registry.register(ManagementCall.SERVICE, webSockets);
    registry.register("appconfig", appConfig);
    registry.register("codedeploy", codeDeploy);
    registry.register("s3", objects);
    registry.register("secretsmanager", secrets);
  }

  private LambdaSettings lambdaSettings() {
    return new LambdaSettings(
        settings.region(),
        url,
        settings.concurrency(),
        CAPACITY.environmentsPerFunction(),
        CAPACITY.scaleOutAfter(),
        INIT_TIMEOUT,
        null,
        settings.pace().asyncRetries(),
        logs,
        faults.ofLambda(),
        kept("class-archives"));
  }

  /**
   * A place in the build folder for what the next start uses too; null if there is no such folder.
   */
  private @Nullable Path kept(String name) {
    return settings.main().builtIn().map(folder -> folder.resolve(name)).orElse(null);
  }

  private EventBridge events(EventSink sink, CallReader reader) {
    return new EventBridge(
        settings.region(),
        ACCOUNT,
        url,
        aws,
        clock("events"),
        faults.ofEvents(),
        (call, event) -> sink.take(reader.caller(call), event));
  }

  private StepFunctions workflows() {
    return new StepFunctions(
        settings.region(),
        ACCOUNT,
        clock("states"),
        settings.random(),
        aws,
        settings.pace().waits(),
        settings.pace().timeouts(),
        CAPACITY.workflowInvocations(),
        settings.workflowRates(),
        detail ->
            events.publish(
                "aws.states",
                "Step Functions Execution Status Change",
                detail.path("executionArn").asText(),
                detail));
  }

  private EventSourceMappings mappings() {
    var invocations = new Dispatcher(List.of(journal, faults), registry);
    // Lambda looks into a stream four times a second: nobody wants to see that in a journal.
    var streams = new Dispatcher(List.of(permissions, faults), registry);
    return new EventSourceMappings(
        aws, streams, invocations, CAPACITY.environmentsPerFunction(), faults.ofLambda(), url);
  }

  private Scheduler scheduler() {
    return new Scheduler(
        settings.region(),
        ACCOUNT,
        url,
        aws,
        clock("scheduler"),
        settings.random(),
        (role, group) -> permissions.trusts(role, ServiceCall.SCHEDULER, group));
  }

  private AppConfig appConfig() {
    return new AppConfig(settings.region(), ACCOUNT, aws, clock("appconfig"), settings.random());
  }

  private Clock clock(String service) {
    return new ServiceClock(settings.clock(), faults, service);
  }
}
