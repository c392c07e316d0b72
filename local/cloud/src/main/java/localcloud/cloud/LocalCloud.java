package localcloud.cloud;

import static java.util.Objects.requireNonNull;
import static localcloud.cloud.LocalCloudSettings.ACCOUNT;
import static localcloud.cloud.LocalCloudSettings.ADMINISTRATOR;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import localcloud.apigateway.ApiHost;
import localcloud.apigateway.ManagementRequests;
import localcloud.apigateway.RequestJournal;
import localcloud.apigateway.Trust;
import localcloud.aws.AwsService;
import localcloud.cognito.UserPools;
import localcloud.dynamodb.DynamoDb;
import localcloud.endpoint.AwsEndpoint;
import localcloud.endpoint.LocalControls;
import localcloud.faults.Faults;
import localcloud.iam.Permissions;
import localcloud.iam.RoleCallers;
import localcloud.iam.ServiceRoles;
import localcloud.observe.CallCounter;
import localcloud.observe.CallJournal;
import localcloud.observe.CallReader;
import localcloud.resources.Provision;
import localcloud.sam.SamTemplate;
import localcloud.sam.Stack;
import localcloud.sam.StackPlan;
import localcloud.sam.StackResource;
import localcloud.sam.StackSettings;
import localcloud.sqs.ElasticMq;
import localcloud.sqs.Queues;

/** Stacks that run whole in this process and its child JVMs, as their templates describe them. */
public final class LocalCloud implements AutoCloseable {
  /** A part of the start, and its duration. */
  public record Phase(String name, Duration duration) {}

  private final LocalCloudSettings settings;
  private final Parts parts;
  private final StartUp startUp = new StartUp();
  private final ApiPorts apiPorts;
  private final RequestJournal requests = new RequestJournal();
  private final ApiServers apiServers;
  private final URI endpointUrl;
  private final Stacks stacks;
  private final CloudServices services;
  private final List<Phase> phases;

  /**
   * Starts all of it and returns when the stack is ready to be used.
   *
   * @throws PortInUseException if a port that was asked for is taken
   */
  public static LocalCloud start(LocalCloudSettings settings) {
    try {
      return tryToStart(settings);
    } catch (PortInUseException e) {
      if (e.port() == settings.apiPort() || e.port() == settings.endpointPort()) {
        throw e;
      }
      // One that was free a moment ago; a connection of somebody's has taken it meanwhile.
      return tryToStart(settings);
    }
  }

  private static LocalCloud tryToStart(LocalCloudSettings settings) {
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
    apiPorts = parts.add(new ApiPorts(settings.apiPort()));
    var port = parts.add(ReservedPort.of(settings.endpointPort()));
    endpointUrl = port.uri();
    var tables = inBackground("dynamodb", () -> parts.addBase(DynamoDb.start(settings.region())));
    var queues =
        inBackground("sqs", () -> parts.addBase(startQueues(port.port(), settings.region())));
    stacks = startUp.phase("template", () -> Stacks.load(settings.stacks(), this::plan));
    services =
        startUp.phase("services", () -> new CloudServices(settings, stacks, endpointUrl, parts));
    services.add(joined(tables), joined(queues));
    apiServers = apiServers();
    var provision = startUp.phase("resources", this::createResources);
    parts.addBase(openEndpoint(port));
    startUp.phase("api", provision::complete);
    services.faults.replace(settings.faults());
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

  /** The outputs of all stacks, named as in {@link #apis()}. */
  public SequencedMap<String, String> outputs() {
    var outputs = new LinkedHashMap<String, String>();
    for (var stack : stacks.all()) {
      stack.outputs().forEach((name, value) -> outputs.put(stacks.accountId(stack, name), value));
    }
    return outputs;
  }

  /** The resources of all stacks, with IDs as in {@link #apis()}. */
  public List<StackResource> resources() {
    return List.copyOf(stacks.account().resources().values());
  }

  /** The AWS endpoint, for any SDK's {@code AWS_ENDPOINT_URL}. */
  public URI endpointUrl() {
    return endpointUrl;
  }

  /** The main stack's API: see {@link #apiUrl(String)}. */
  public URI apiUrl() {
    return apiUrl(stack().name());
  }

  /**
   * The first API of a stack that is no WebSocket API, with its stage, as in its URL on AWS: its
   * routes follow directly.
   *
   * @throws IllegalArgumentException if there is no such stack, or it has no API
   */
  public URI apiUrl(String stackName) {
    var stack = stack(stackName);
    return ApiServers.apis(stack).stream()
        .filter(api -> !ApiServers.isWebSocket(api))
        .findFirst()
        .map(api -> apiUrl(stack, api))
        .orElseThrow(() -> new IllegalArgumentException("The stack " + stackName + " has no API"));
  }

  /**
   * The URLs of all APIs with their stages, those of WebSocket APIs with {@code ws}, by the APIs'
   * IDs: {@code <stack>/<logical ID>} beside the main stack.
   */
  public SequencedMap<String, URI> apis() {
    var urls = new LinkedHashMap<String, URI>();
    for (var stack : stacks.all()) {
      for (var api : ApiServers.apis(stack)) {
        urls.put(stacks.accountId(stack, api.logicalId()), apiUrl(stack, api));
      }
    }
    return urls;
  }

  private URI apiUrl(Stack stack, StackResource api) {
    return apiServers.url(stacks.accountId(stack, api.logicalId()));
  }

  /** What the templates say and nobody here heeds, as {@code <type>: <properties>}. */
  public List<String> withoutEffect() {
    return stacks.withoutEffect();
  }

  /** The user pools, for tokens of any kind. */
  public UserPools userPools() {
    return services.pools;
  }

  /** Answers any AWS call from within this process, as the HTTP endpoint does. */
  public AwsService aws() {
    return services.aws;
  }

  /** The AWS calls since the start, by caller and operation. */
  public CallCounter calls() {
    return services.calls;
  }

  /** The last AWS calls one by one, from whoever they came. */
  public CallJournal journal() {
    return services.journal;
  }

  /** What the roles of the stack may do, and what of it was used or refused since the start. */
  public Permissions permissions() {
    return services.permissions;
  }

  /** What goes wrong, if rules say so. */
  public Faults faults() {
    return services.faults;
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
    if (services.scheduler.has(name)) {
      services.scheduler.run(name);
    } else {
      services.events.runSchedule(name);
    }
  }

  /** Runs the scheduled rules and schedules that are due at the given time, once each. */
  public void runSchedules(Instant now) {
    services.events.runSchedules(now);
    services.scheduler.runDue(now);
  }

  /**
   * What became of asynchronous invocations, by CloudWatch's names: {@code AsyncEventsDropped},
   * {@code DestinationDeliveryFailures}, {@code DeadLetterErrors}; what never happened is missing.
   */
  public Map<String, Long> asyncMetrics() {
    return services.lambda.asyncMetrics();
  }

  /**
   * How many starts of workflows and transitions were held back, as CloudWatch's metric {@code
   * ThrottledEvents} has them: {@code StartExecution}, {@code StateTransition}.
   */
  public Map<String, Long> throttledWorkflowEvents() {
    return services.workflows.throttledEvents();
  }

  /** Starts the functions' first environments in the background, in the template's order. */
  public void prewarm() {
    services.lambda.prewarm(
        stacks.account().ofType("AWS::Lambda::Function").stream().map(StackResource::ref).toList(),
        List.of());
  }

  /**
   * Starts them in another order.
   *
   * @param first logical IDs of functions in the order in which they are needed
   * @param others those of functions that can wait until these are ready
   * @throws IllegalArgumentException if one of them is no function of these stacks
   */
  public void prewarm(List<String> first, List<String> others) {
    services.lambda.prewarm(
        first.stream().map(this::functionName).toList(),
        others.stream().map(this::functionName).toList());
  }

  private String functionName(String id) {
    var resource = stacks.account().resources().get(id);
    if (resource == null || !resource.type().equals("AWS::Lambda::Function")) {
      throw new IllegalArgumentException("There is no function " + id);
    }
    return resource.ref();
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

  private static Queues startQueues(int endpointPort, String region) {
    return new Queues(ElasticMq.start(region, ACCOUNT, endpointPort));
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
                endpointUrl.toString(),
                api -> apiPorts.of(id.apply(api)).uri().toString(),
                source.parameters(),
                exports),
            source.artifacts(),
            ResourceHandlers.ALL);
    for (var api : ApiServers.apis(plan.stack())) {
      apiPorts.of(id.apply(api.logicalId()));
    }
    return plan;
  }

  private Provision createResources() {
    var provision = services.provision().with(ApiHost.class, apiServers);
    stacks.createIn(provision, step -> true);
    stacks.checkRoles(services.permissions);
    return provision;
  }

  /** Whoever calls finds everything there: only now may a function run. */
  private AwsEndpoint openEndpoint(ReservedPort port) {
    var controls =
        new LocalControls(
            services.calls,
            services.journal,
            services.metrics,
            services.permissions,
            services.faults,
            this::runSchedule,
            this::asyncMetrics,
            services.events::countArchived,
            readings());
    port.close();
    return AwsEndpoint.open(
        port.port(), ADMINISTRATOR, services.aws, controls, services.keyHolders());
  }

  private Map<String, LocalControls.Reading> readings() {
    var names = new CallReader(stacks.account());
    return Map.of(
        "/invocations",
        query ->
            services.lambda.journal().json(query.getOrDefault("contains", ""), names::logicalId),
        "/traces",
        query ->
            services
                .lambda
                .traces()
                .json(query.getOrDefault("annotation", ""), query.getOrDefault("value", "")),
        "/requests",
        query -> requests.json(query.getOrDefault("contains", "")));
  }

  private ApiServers apiServers() {
    var roles = new ServiceRoles(stacks.account(), services.permissions);
    var trust =
        new Trust(
            services.pools,
            new RoleCallers(services.sessions, services.permissions),
            settings.region(),
            settings.clock(),
            services.apiKeys);
    return new ApiServers(
        stacks.account(),
        apiPorts,
        parts,
        services.pools,
        services.firewall,
        requests,
        call -> services.aws.answer(roles.takenByApi(call)),
        trust,
        new ApiServers.WebSockets(
            services.webSockets,
            services.calls.ofWebSockets(),
            new ManagementRequests(services.aws, trust, services.keyHolders(), ADMINISTRATOR)));
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
}
