package localcloud.cloud;

import static java.util.Objects.requireNonNull;
import static localcloud.cloud.LocalCloudSettings.ACCOUNT;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import localcloud.apigateway.AccessKey;
import localcloud.aws.AwsService;
import localcloud.aws.Caller;
import localcloud.cognito.UserPools;
import localcloud.endpoint.AwsEndpoint;
import localcloud.endpoint.Callers;
import localcloud.endpoint.Dispatcher;
import localcloud.endpoint.LocalControls;
import localcloud.endpoint.Services;
import localcloud.eventbridge.EventBridge;
import localcloud.faults.Faults;
import localcloud.faults.ServiceClock;
import localcloud.iam.Permissions;
import localcloud.iam.RoleCallers;
import localcloud.iam.RoleSessions;
import localcloud.iam.SecurityTokens;
import localcloud.iam.ServiceCall;
import localcloud.iam.ServiceRoles;
import localcloud.lambda.EventSourceMappings;
import localcloud.lambda.FunctionLogs;
import localcloud.lambda.Lambda;
import localcloud.lambda.LambdaSettings;
import localcloud.lambda.MappingApi;
import localcloud.observe.CallCounter;
import localcloud.observe.CallJournal;
import localcloud.observe.CapacityMeter;
import localcloud.resources.Provision;
import localcloud.sam.SamTemplate;
import localcloud.sam.Stack;
import localcloud.sam.StackPlan;
import localcloud.sam.StackResource;
import localcloud.sam.StackSettings;
import localcloud.scheduler.Scheduler;
import localcloud.sns.Sns;
import localcloud.sqs.ElasticMq;
import localcloud.sqs.QueueClock;
import localcloud.sqs.Queues;
import localcloud.stepfunctions.StepFunctions;
import org.jspecify.annotations.Nullable;

/** Stacks that run whole in this process and its child JVMs, as their templates describe them. */
public final class LocalCloud implements AutoCloseable {
  /** A part of the start, and its duration. */
  public record Phase(String name, Duration duration) {}

  /** What two cores bear; more invocations wait their turn. */
  private static final int ENVIRONMENTS_PER_FUNCTION = 4;

  /** More tasks than these wait before they start, so that their timeouts do not run meanwhile. */
  private static final int WORKFLOW_INVOCATIONS = 4 * ENVIRONMENTS_PER_FUNCTION;

  /** Cold JVMs cost seconds of processor time each: on few cores, busy ones are waited for. */
  private static final Duration SCALE_OUT_AFTER =
      Runtime.getRuntime().availableProcessors() < 8 ? Duration.ofSeconds(2) : Duration.ZERO;

  private static final String NOT_READY = "The stack is not ready";

  /** Lambda's 10 seconds count on CPUs that nobody shares. */
  private static final Duration INIT_TIMEOUT = Duration.ofSeconds(30);

  private final LocalCloudSettings settings;
  private final Parts parts;
  private final StartUp startUp = new StartUp();
  private final Services services = new Services();
  private final CallCounter calls = new CallCounter(new CapacityMeter(services));
  private final Permissions permissions = new Permissions();
  private final CallJournal journal = new CallJournal();
  private final Faults faults = new Faults();
  private final AwsService aws =
      new Dispatcher(List.of(journal, permissions, calls, faults), services);
  private final FunctionLogs logs;
  private final AwsEndpoint endpoint;
  private final ApiPorts apiPorts;
  private final Stacks stacks;
  private final UserPools pools;
  private final List<Phase> phases;
  private final RoleSessions sessions;
  private volatile @Nullable EventBridge events;
  private volatile @Nullable StepFunctions workflows;
  private volatile @Nullable Scheduler scheduler;
  private final LateFunctions functions;

  /**
   * Starts all of it and returns when the stack is ready to be used.
   *
   * @throws PortInUseException if a port that was asked for is taken
   */
  public static LocalCloud start(LocalCloudSettings settings) {
    var parts = new Parts();
    try {
      return new LocalCloud(settings, parts);
    } catch (RuntimeException | Error e) {
      try {
        parts.close();
      } catch (RuntimeException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  private LocalCloud(LocalCloudSettings settings, Parts parts) {
    this.settings = settings;
    this.parts = parts;
    logs = new FunctionLogs(settings.region(), ACCOUNT, settings.logs(), settings.clock());
    sessions = new RoleSessions(ACCOUNT, settings.clock());
    functions = new LateFunctions(sessions);
    apiPorts = parts.add(new ApiPorts(settings.apiPort()));
    endpoint = parts.add(openEndpoint());
    var tables = inBackground("dynamodb", () -> parts.addBase(DynamoDb.start(settings.region())));
    var queues = inBackground("sqs", () -> parts.addBase(startQueues()));
    stacks = startUp.phase("template", () -> Stacks.load(settings.stacks(), this::plan));
    var stack = stacks.account();
    if (settings.permissionsChecked()) {
      permissions.check(stack, settings.logs());
      new ServiceRoles(stack, permissions).checkAtCreation();
    }
    pools = new UserPools(settings.region(), settings.clock());
    registerAccount();
    functions.lambda = startUp.phase("functions", this::startFunctions);
    events = startUp.phase("workflows", this::startWorkflows);
    services.register("dynamodb", joined(tables));
    services.register("sqs", new QueueClock(joined(queues), faults));
    startUp.phase("resources", this::createResources);
    startUp.phase("api", this::startApi);
    watchCalls();
    phases = startUp.phases();
  }

  /** The main stack's template, resolved. */
  public Stack stack() {
    return stacks.main();
  }

  /**
   * A stack's template, resolved.
   *
   * @throws IllegalArgumentException if there is no such stack
   */
  public Stack stack(String name) {
    return stacks
        .find(name)
        .orElseThrow(() -> new IllegalArgumentException("There is no stack " + name));
  }

  /** The value of an output of the main stack's template. */
  public String output(String name) {
    return requireNonNull(stack().outputs().get(name), () -> "The stack has no output " + name);
  }

  /** The AWS endpoint, for any SDK's {@code AWS_ENDPOINT_URL}. */
  public URI endpointUrl() {
    return endpoint.uri();
  }

  /** The main stack's API: see {@link #apiUrl(String)}. */
  public URI apiUrl() {
    return apiUrl(stack().name());
  }

  /**
   * The first API of a stack with its stage, as in its URL on AWS: its routes follow directly.
   *
   * @throws IllegalArgumentException if there is no such stack, or it has no API
   */
  public URI apiUrl(String stackName) {
    var stack = stack(stackName);
    return ApiResources.apis(stack).stream()
        .findFirst()
        .map(api -> apiUrl(stack, api))
        .orElseThrow(() -> new IllegalArgumentException("The stack " + stackName + " has no API"));
  }

  /**
   * The URLs of all APIs with their stages, by the APIs' IDs: {@code <stack>/<logical ID>} beside
   * the main stack.
   */
  public SequencedMap<String, URI> apis() {
    var urls = new LinkedHashMap<String, URI>();
    for (var stack : stacks.all()) {
      for (var api : ApiResources.apis(stack)) {
        urls.put(stacks.accountId(stack, api.logicalId()), apiUrl(stack, api));
      }
    }
    return urls;
  }

  private URI apiUrl(Stack stack, StackResource api) {
    var port = apiPorts.of(stacks.accountId(stack, api.logicalId()));
    return port.uri().resolve(ApiResources.stagePath(stack, api));
  }

  /** What the templates say and nobody here heeds, as {@code <type>: <properties>}. */
  public List<String> withoutEffect() {
    return stacks.withoutEffect();
  }

  /** The user pools, for tokens of any kind. */
  public UserPools userPools() {
    return pools;
  }

  /** Answers any AWS call from within this process, as the HTTP endpoint does. */
  public AwsService aws() {
    return aws;
  }

  /** The AWS calls since the start, by caller and operation. */
  public CallCounter calls() {
    return calls;
  }

  /** The last AWS calls one by one, from whoever they came. */
  public CallJournal journal() {
    return journal;
  }

  /** What the roles of the stack may do, and what of it was used or refused since the start. */
  public Permissions permissions() {
    return permissions;
  }

  /** What goes wrong, if rules say so. */
  public Faults faults() {
    return faults;
  }

  /**
   * Runs a scheduled rule or a schedule now, whenever it is due.
   *
   * @param rule the rule's or schedule's logical ID or its name
   * @throws IllegalArgumentException if the stack has no such rule or schedule
   */
  public void runSchedule(String rule) {
    var resource = stacks.account().resources().get(rule);
    var name = resource == null ? rule : resource.ref();
    var schedules = requireNonNull(scheduler, NOT_READY);
    if (schedules.has(name)) {
      schedules.run(name);
    } else {
      requireNonNull(events, NOT_READY).runSchedule(name);
    }
  }

  /** Runs the scheduled rules and schedules that are due at the given time, once each. */
  public void runSchedules(Instant now) {
    requireNonNull(events, NOT_READY).runSchedules(now);
    requireNonNull(scheduler, NOT_READY).runDue(now);
  }

  /**
   * What became of asynchronous invocations, by CloudWatch's names: {@code AsyncEventsDropped},
   * {@code DestinationDeliveryFailures}, {@code DeadLetterErrors}; what never happened is missing.
   */
  public Map<String, Long> asyncMetrics() {
    return requireNonNull(functions.lambda, NOT_READY).asyncMetrics();
  }

  /** Starts the functions' first environments in the background, in the template's order. */
  public void prewarm() {
    requireNonNull(functions.lambda)
        .prewarm(
            stacks.account().ofType("AWS::Lambda::Function").stream()
                .map(StackResource::ref)
                .toList());
  }

  /** What the start spent its time on. */
  public List<Phase> phases() {
    return phases;
  }

  /** Stops everything; no process is left. */
  @Override
  public void close() {
    parts.close();
  }

  private AwsEndpoint openEndpoint() {
    return AwsEndpoint.open(
        settings.endpointPort(),
        ACCOUNT,
        aws,
        new LocalControls(
            calls,
            journal,
            permissions,
            faults,
            this::runSchedule,
            this::asyncMetrics,
            (archive, from, to, rule) ->
                requireNonNull(events, NOT_READY).countArchived(archive, from, to, rule)),
        functions);
  }

  private Queues startQueues() {
    return new Queues(ElasticMq.start(settings.region(), ACCOUNT, endpoint.port()));
  }

  private void registerAccount() {
    services.register("cloudformation", new CloudFormation(stacks, settings.clock().instant()));
    services.register("sts", new SecurityTokens(ACCOUNT, stacks.account(), sessions));
    services.register("cognito-idp", pools);
  }

  private StackPlan plan(StackSource source, Map<String, String> exports) {
    var isMain = source.equals(settings.main());
    UnaryOperator<String> id = api -> isMain ? api : source.name() + "/" + api;
    var plan =
        SamTemplate.plan(
            source.template(),
            new StackSettings(
                source.name(),
                settings.region(),
                ACCOUNT,
                endpoint.uri().toString(),
                api -> apiPorts.of(id.apply(api)).uri().toString(),
                source.parameters(),
                exports),
            source.artifacts(),
            ResourceHandlers.ALL);
    for (var api : ApiResources.apis(plan.stack())) {
      apiPorts.of(id.apply(api.logicalId()));
    }
    return plan;
  }

  private Lambda startFunctions() {
    var lambda =
        parts.add(
            new Lambda(
                new LambdaSettings(
                    settings.region(),
                    endpoint.uri().toString(),
                    settings.concurrency(),
                    ENVIRONMENTS_PER_FUNCTION,
                    SCALE_OUT_AFTER,
                    INIT_TIMEOUT,
                    null,
                    settings.pace().asyncRetries(),
                    logs,
                    faults.ofLambda()),
                aws));
    services.register("logs", logs);
    services.register("lambda", lambda);
    return lambda;
  }

  private EventBridge startWorkflows() {
    var resources = new WorkflowResources(stacks.account());
    var events =
        parts.add(
            new EventBridge(
                settings.region(),
                ACCOUNT,
                endpoint.uri().toString(),
                aws,
                new ServiceClock(settings.clock(), faults, "events"),
                faults.ofEvents()));
    resources.createBuses(events);
    resources.createArchives(events);
    services.register("events", events);
    var workflows =
        parts.add(
            new StepFunctions(
                settings.region(),
                ACCOUNT,
                new ServiceClock(settings.clock(), faults, "states"),
                settings.random(),
                aws,
                settings.pace().waits(),
                settings.pace().timeouts(),
                WORKFLOW_INVOCATIONS,
                detail -> events.publish(WorkflowResources.statusChange(detail))));
    this.workflows = workflows;
    services.register("states", workflows);
    return events;
  }

  private void startTopics() {
    var clock = new ServiceClock(settings.clock(), faults, "sns");
    var url = endpoint.uri().toString();
    var sns = parts.add(new Sns(settings.region(), ACCOUNT, url, aws, clock));
    services.register("sns", sns);
  }

  /** Only when what they call is there may anything start by itself. */
  private Scheduler startRulesAndSchedules() {
    new WorkflowResources(stacks.account()).putRules(requireNonNull(events));
    var clock = new ServiceClock(settings.clock(), faults, "scheduler");
    var url = endpoint.uri().toString();
    var started =
        parts.add(
            new Scheduler(
                settings.region(),
                ACCOUNT,
                url,
                aws,
                clock,
                settings.random(),
                (role, group) -> permissions.trusts(role, ServiceCall.SCHEDULER, group)));
    new WorkflowResources(stacks.account()).putSchedules(started);
    services.register("scheduler", started);
    return started;
  }

  /** Only when all is there that they call, those begin to act that do so by themselves. */
  private void createResources() {
    startTopics();
    var provision = provision();
    provision.whenComplete(() -> scheduler = startRulesAndSchedules());
    stacks.plans().forEach(plan -> plan.createIn(provision));
    provision.complete();
  }

  /** What the resources' handlers create them in. */
  private Provision provision() {
    return new Provision(services, ACCOUNT)
        .with(Pace.class, settings.pace())
        .with(UserPools.class, pools)
        .with(Lambda.class, requireNonNull(functions.lambda))
        .with(FunctionLogs.class, logs)
        .with(StepFunctions.class, requireNonNull(workflows))
        .with(EventSourceMappings.class, mappings());
  }

  private EventSourceMappings mappings() {
    var invocations = new Dispatcher(List.of(journal, faults), services);
    // Lambda looks into a stream four times a second: nobody wants to see that in a journal.
    var streams = new Dispatcher(List.of(permissions, faults), services);
    var mappings =
        parts.add(
            new EventSourceMappings(
                aws,
                streams,
                invocations,
                ENVIRONMENTS_PER_FUNCTION,
                faults.ofLambda(),
                endpoint.uri().toString()));
    services.register("lambda", new MappingApi(mappings, requireNonNull(functions.lambda)));
    return mappings;
  }

  private void startApi() {
    var roles = new ServiceRoles(stacks.account(), permissions);
    AwsService integrations = call -> aws.answer(roles.takenByApi(call));
    new ApiResources(stacks.account())
        .start(
            apiPorts, pools, integrations, new RoleCallers(sessions, permissions), settings.clock())
        .forEach(parts::add);
  }

  /** Last, so that nothing of the start itself is written down or goes wrong. */
  private void watchCalls() {
    var lambda = requireNonNull(functions.lambda);
    parts.add(faults).install(stacks.account(), lambda::kill, settings.logs(), settings.clock());
    faults.replace(settings.faults());
    journal.install(stacks.account());
  }

  private <T> CompletableFuture<T> inBackground(String name, Supplier<T> starting) {
    return CompletableFuture.supplyAsync(
        () -> startUp.phase(name, starting),
        work -> Thread.ofPlatform().name("start-" + name).start(work));
  }

  private static <T> T joined(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** The functions' access keys are known later than the endpoint opens. */
  private static final class LateFunctions implements Callers {
    private final RoleSessions sessions;
    private volatile @Nullable Lambda lambda;

    LateFunctions(RoleSessions sessions) {
      this.sessions = sessions;
    }

    @Override
    public Optional<String> principal(String accessKeyId) {
      var functions = lambda;
      return sessions
          .find(accessKeyId)
          .map(AccessKey::role)
          .or(() -> functions == null ? Optional.empty() : functions.principalOf(accessKeyId));
    }

    @Override
    public Caller caller(String accessKeyId, String sessionToken) {
      var functions = lambda;
      return functions == null ? Caller.UNKNOWN : functions.callerOf(accessKeyId, sessionToken);
    }
  }
}
