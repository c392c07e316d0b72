package localcloud.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.aws.Caller;
import localcloud.resources.ResourceNotCreatedException;
import org.jspecify.annotations.Nullable;

/**
 * AWS Lambda on this machine: AWS's own Java runtime client in child JVMs, this machine's Python
 * and Node.js with a runtime client of ours, and the Invoke API in front of them.
 */
public final class Lambda implements AwsService, AutoCloseable {
  /** A new account has fewer than these in all, and can reserve nothing. */
  private static final int LEAST_UNRESERVED = 100;

  private final LambdaSettings settings;
  private final Path folder;
  private final RuntimeClient client;
  private final ScriptRuntime scripts;
  private final Environments environments;
  private final RuntimeApi runtimeApi;
  private final AsyncInvocations asyncInvocations;
  private final Account accountConcurrency;
  private final Map<String, PublishedFunction> functions = new ConcurrentHashMap<>();
  private final Map<String, Path> layers = new ConcurrentHashMap<>();
  private final Map<String, FunctionSpec> byAccessKey = new ConcurrentHashMap<>();
  private final LambdaApi api;
  private final TraceDaemon traces;
  private final InvocationJournal journal = new InvocationJournal();
  private final Thread reaper;

  /** What the functions share, which may be less than what is running of it just now. */
  private static final class Account extends Semaphore {
    Account(int permits) {
      super(permits);
    }

    /** Takes some away without a wait, or gives some back. */
    void shrink(int permits) {
      if (permits > 0) {
        reducePermits(permits);
      } else {
        release(-permits);
      }
    }
  }

  /**
   * Starts the Runtime API; throws on a system for which AWS's client has no native library.
   *
   * @param environments where the functions' environments are listed while they run
   * @param aws answers the calls of asynchronous invocations' destinations, which are made in the
   *     name of the function's role
   */
  public Lambda(LambdaSettings settings, Environments environments, AwsService aws) {
    this.settings = settings;
    this.environments = environments;
    try {
      folder = Files.createTempDirectory("local-lambda-");
      client = new RuntimeClient(folder, settings.archives());
      scripts = new ScriptRuntime(folder);
      runtimeApi = new RuntimeApi(environments);
      traces = new TraceDaemon(settings.logs());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot prepare the Lambda runtime client", e);
    }
    asyncInvocations =
        new AsyncInvocations(
            this::get,
            settings.asyncRetryDelays(),
            settings.environmentsPerFunction(),
            new Destinations(aws, settings.endpointUrl()),
            settings.faults());
    accountConcurrency = new Account(settings.accountConcurrency());
    api = new LambdaApi(this, asyncInvocations);
    reaper = Thread.ofVirtual().name("lambda-reaper").start(this::reap);
  }

  /**
   * Adds a function, or replaces the one of that name; running invocations end undisturbed.
   *
   * @throws ResourceNotCreatedException if it reserves more than the account has to spare
   */
  public void define(FunctionSpec function) {
    try {
      if (ScriptRuntime.isFor(function.runtime())) {
        scripts.check(function.runtime());
      } else {
        JavaRuntime.check(function.runtime());
      }
      var taskRoot = TaskFolder.of(Layers.withJars(function), folder);
      var opt = Layers.folder(function, folder);
      reserve(function);
      byAccessKey.put(Credentials.of(function.arn()).accessKeyId(), function);
      Function<FunctionSpec, DeployedFunction.Starter> starters =
          version -> () -> start(version, taskRoot, opt);
      var before = functions.get(function.name());
      if (before == null) {
        functions.put(
            function.name(),
            new PublishedFunction(
                function,
                starters,
                new PublishedFunction.Limits(accountConcurrency, settings),
                RandomGenerator.getDefault()));
      } else {
        before.redefine(function, starters);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot lay out the code of " + function.name(), e);
    }
  }

  /**
   * Publishes a version of a function, or finds the newest one if nothing has changed since.
   *
   * @param function its name or ARN
   * @return the version's number
   * @throws ResourceNotCreatedException if its snapshot cannot be taken
   */
  public int publish(String function) {
    try {
      return Integer.parseInt(named(function).publish().version());
    } catch (AwsException e) {
      throw new ResourceNotCreatedException(String.valueOf(e.getMessage()));
    }
  }

  /** How many environments of a function there are. */
  int environments(String function) {
    return named(function).environments();
  }

  /** How many invocations of a function wait for an environment. */
  int waiting(String function) {
    return named(function).waiting();
  }

  /** How many versions of a function are published. */
  int versions(String function) {
    return named(function).versions().size() - 1;
  }

  /**
   * Lets callers name a version of a function by an alias.
   *
   * @param function its name or ARN
   * @param version {@code $LATEST} or a number
   * @throws ResourceNotCreatedException if there is no such version
   */
  public void alias(String function, String name, String version) {
    var target = named(function);
    if (target.versions().stream().noneMatch(one -> one.version().equals(version))) {
      throw new ResourceNotCreatedException(
          "Function not found: " + target.spec().arn() + ":" + version);
    }
    target.put(name, Alias.of(version));
  }

  /**
   * Keeps environments of a function ready.
   *
   * @param function its name or ARN
   * @throws ResourceNotCreatedException if it starts from snapshots, or the account has too few
   */
  public void provision(String function, int environments) {
    var kept = named(function);
    var spec = kept.spec();
    if (spec.snapStart()) {
      throw new ResourceNotCreatedException(
          "Provisioned Concurrency is not supported for functions enabled with SnapStart: "
              + spec.name());
    }
    var reserved = spec.reservedConcurrency();
    if (reserved != null && environments > reserved) {
      throw new ResourceNotCreatedException(
          "Specified ConcurrentExecutions for function is greater than function's reserved concurrency");
    }
    if (reserved == null && unreserved() - environments < leastUnreserved()) {
      throw tooFewUnreserved(spec.name(), "ProvisionedConcurrentExecutions");
    }
    kept.provision(environments);
  }

  /** Gives a function other code, as a zip archive; its versions keep theirs. */
  FunctionSpec redefine(FunctionSpec function, byte[] zip) {
    try {
      var changed = function.with(ZippedCode.folder(zip, folder), function.layers());
      define(changed);
      return changed;
    } catch (IOException e) {
      throw new AwsException(
          400,
          "InvalidParameterValueException",
          "Could not unzip uploaded file: " + e.getMessage());
    }
  }

  /**
   * The ARN of a function, with the qualifier if it is named.
   *
   * @param function a name or a partial or full ARN
   * @throws ResourceNotCreatedException if there is no such function
   */
  public String arn(String function) {
    var name = FunctionName.parse(function);
    var found = name == null ? null : functions.get(name.name());
    var qualifier = name == null ? null : name.qualifier();
    if (name == null || found == null || qualifier != null && !found.has(qualifier)) {
      throw new ResourceNotCreatedException("Function not found: " + function);
    }
    return found.spec().arn() + (qualifier == null ? "" : ":" + qualifier);
  }

  /** The role of a function, by its name or its ARN with or without a qualifier. */
  public String roleOf(String function) {
    return named(function).spec().roleArn();
  }

  /** The URL of a queue, by its ARN. */
  String queueUrl(String arn) {
    var parts = arn.split(":");
    return settings.endpointUrl() + "/" + parts[4] + "/" + parts[5];
  }

  /** Writes inline code into a folder that goes when this is closed. */
  Path layOut(InlineCode code) {
    try {
      return code.folder(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + code.file(), e);
    }
  }

  /** Keeps a layer's folder, for the functions that name it. */
  void addLayer(String arn, Path folder) {
    layers.put(arn, folder);
  }

  /** The folders of layers, in the order of their ARNs. */
  List<Path> layers(List<String> arns) {
    return arns.stream().map(this::layer).toList();
  }

  private Path layer(String arn) {
    var folder = layers.get(arn);
    if (folder == null) {
      throw new ResourceNotCreatedException("Layer version " + arn + " does not exist.");
    }
    return folder;
  }

  private PublishedFunction named(String nameOrArn) {
    var name = FunctionName.parse(nameOrArn);
    return get(name == null ? nameOrArn : name.name());
  }

  /** What is reserved for one function is taken from all others (Lambda guide, "Concurrency"). */
  private void reserve(FunctionSpec function) {
    var before = functions.get(function.name());
    var reserved = function.reserved() - (before == null ? 0 : before.spec().reserved());
    if (reserved > 0 && unreserved() - reserved < leastUnreserved()) {
      throw tooFewUnreserved(function.name(), "ReservedConcurrentExecutions");
    }
    accountConcurrency.shrink(reserved);
  }

  /** What is neither reserved nor provisioned. */
  private int unreserved() {
    return settings.accountConcurrency()
        - functions.values().stream()
            .mapToInt(other -> Math.max(other.spec().reserved(), other.provisioned()))
            .sum();
  }

  private int leastUnreserved() {
    return Math.min(LEAST_UNRESERVED, settings.accountConcurrency());
  }

  private ResourceNotCreatedException tooFewUnreserved(String function, String property) {
    return new ResourceNotCreatedException(
        "Function %s: Specified %s for function decreases account's UnreservedConcurrentExecution below its minimum value of [%d]."
            .formatted(function, property, leastUnreserved()));
  }

  /**
   * Sets retries, age and destinations of asynchronous events under one qualifier.
   *
   * @throws ResourceNotCreatedException if there is no such function, alias or version
   */
  public void configure(EventInvokeConfig config) {
    var name = FunctionName.parse(config.function());
    var function = name == null ? null : functions.get(name.name());
    if (function == null || !function.has(config.qualifier())) {
      throw new ResourceNotCreatedException(
          "Event invoke config: there is no function %s with qualifier %s"
              .formatted(config.function(), config.qualifier()));
    }
    asyncInvocations.configure(function.spec().name(), config);
  }

  /**
   * What happened to asynchronous events, by CloudWatch's names: {@code AsyncEventsDropped}, {@code
   * DestinationDeliveryFailures}, {@code DeadLetterErrors}; one that never happened is missing.
   */
  public Map<String, Long> asyncMetrics() {
    return asyncInvocations.metrics();
  }

  /**
   * Starts environments in the background until what callers get has that many: the versions of the
   * function's aliases, or {@code $LATEST}. The answer is done when they are initialized.
   */
  public CompletableFuture<Void> prewarm(String function, int environments) {
    return get(function).prewarm(Math.min(environments, settings.environmentsPerFunction()));
  }

  /**
   * Starts an environment of each function in the background, so that nobody's first call waits for
   * a JVM.
   *
   * @param first in this order and as many at once as there are processors
   * @param others behind them one at a time, for somebody may be calling the first ones by then
   */
  public void prewarm(List<String> first, List<String> others) {
    Thread.ofVirtual()
        .name("lambda-prewarm")
        .start(
            () -> {
              prewarm(first, Runtime.getRuntime().availableProcessors());
              prewarm(others, 1);
            });
  }

  /** Returns when all are initialized. */
  private void prewarm(List<String> names, int atOnce) {
    var turns = new Semaphore(atOnce);
    for (var name : names) {
      turns.acquireUninterruptibly();
      prewarm(name, 1).whenComplete((done, failed) -> turns.release());
    }
    turns.acquireUninterruptibly(atOnce);
  }

  /** What the functions recorded for X-Ray. */
  public TraceDaemon traces() {
    return traces;
  }

  /** The last invocations. */
  public InvocationJournal journal() {
    return journal;
  }

  /** The role of the function whose access key this is. */
  public Optional<String> principalOf(String accessKeyId) {
    return Optional.ofNullable(byAccessKey.get(accessKeyId)).map(FunctionSpec::roleArn);
  }

  /** The secret that goes with a function's access key. */
  public Optional<String> secretOf(String accessKeyId) {
    return Optional.ofNullable(byAccessKey.get(accessKeyId))
        .map(function -> Credentials.of(function.arn()).secretKey());
  }

  /** Whether a session token is of an access key: of one that is no function's, any is. */
  public boolean takesToken(String accessKeyId, String sessionToken) {
    var function = byAccessKey.get(accessKeyId);
    return function == null || Credentials.of(function.arn()).gave(sessionToken);
  }

  /** The function whose access key this is, and which of its environments has the token. */
  public Caller callerOf(String accessKeyId, String sessionToken) {
    var function = byAccessKey.get(accessKeyId);
    if (function == null) {
      return Caller.UNKNOWN;
    }
    var environment = environments.get(Credentials.environment(sessionToken));
    return environment == null
        ? new Caller(function.arn(), () -> "", "")
        : new Caller(function.arn(), environment::work, environment.id());
  }

  /** Answers Invoke, and what shows functions, publishes versions and moves aliases. */
  @Override
  public AwsAnswer answer(AwsCall call) {
    return api.answer(call);
  }

  /** Ends all child JVMs; asynchronous events that still wait are dropped. */
  @Override
  public void close() {
    reaper.interrupt();
    asyncInvocations.close();
    functions.values().parallelStream().forEach(PublishedFunction::close);
    client.close();
    runtimeApi.close();
    traces.close();
    try {
      delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes a file, or a folder with all that is in it. */
  static void delete(Path path) throws IOException {
    try (var files = Files.walk(path)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  PublishedFunction get(String name) {
    var function = functions.get(name);
    if (function == null) {
      throw new AwsException(404, "ResourceNotFoundException", "Function not found: " + name);
    }
    return function;
  }

  /** The functions by name. */
  public List<FunctionSpec> all() {
    return functions.values().stream()
        .map(PublishedFunction::spec)
        .sorted(Comparator.comparing(FunctionSpec::name))
        .toList();
  }

  private ExecutionEnvironment start(FunctionSpec function, Path taskRoot, @Nullable Path opt)
      throws IOException {
    var id = UUID.randomUUID().toString().replace("-", "");
    var launch =
        ScriptRuntime.isFor(function.runtime())
            ? new RuntimeClient.Launch(scripts.command(function.runtime()), Optional.empty())
            : client.launch(function, taskRoot);
    var command = new ProcessBuilder(launch.command());
    command.directory(taskRoot.toFile()).redirectErrorStream(true);
    command.environment().clear();
    command
        .environment()
        .putAll(
            EnvironmentVariables.of(
                function,
                settings,
                id,
                taskRoot.toString(),
                runtimeApi.addressOf(id),
                traces.address()));
    if (opt != null) {
      Layers.addTo(command.environment(), opt, function.runtime());
    }
    return new ExecutionEnvironment(
        id, function, settings, command, launch.recording(), runtimeApi, journal);
  }

  private void reap() {
    var life = settings.idleLife();
    try {
      while (life != null) {
        Thread.sleep(Duration.ofMillis(Math.max(10, life.toMillis() / 4)));
        var since = System.nanoTime() - life.toNanos();
        functions.values().forEach(function -> function.reap(since));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
