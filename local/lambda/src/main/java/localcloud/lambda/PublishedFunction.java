package localcloud.lambda;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import localcloud.aws.AwsException;
import org.jspecify.annotations.Nullable;

/**
 * A function with its published versions and its aliases. Each version keeps the code and the
 * configuration that it was published with, and has environments of its own; concurrency is the
 * function's (Lambda guide, "Manage Lambda function versions").
 */
final class PublishedFunction implements AutoCloseable {
  private final Limits limits;
  private final RandomGenerator random;
  private final Semaphore slots;
  private final Map<String, DeployedFunction> versions = new LinkedHashMap<>();
  private final Map<String, Alias> aliases = new TreeMap<>();
  private volatile Semaphore concurrency;
  private FunctionSpec spec;
  private Function<FunctionSpec, DeployedFunction.Starter> starters;

  /** How many environments are kept ready (Lambda guide, "Provisioned concurrency"). */
  private volatile int provisioned;

  /** Whether the newest version is what {@code $LATEST} is. */
  private boolean isPublished;

  /**
   * What a function shares with others.
   *
   * @param account the account's concurrency, for a function that reserves none
   * @param settings all versions together have its environments per function
   */
  record Limits(Semaphore account, LambdaSettings settings) {}

  PublishedFunction(
      FunctionSpec spec,
      Function<FunctionSpec, DeployedFunction.Starter> starters,
      Limits limits,
      RandomGenerator random) {
    this.limits = limits;
    this.random = random;
    slots = new Semaphore(limits.settings().environmentsPerFunction(), true);
    this.spec = spec;
    this.starters = starters;
    concurrency = concurrency(spec);
    versions.put(FunctionSpec.LATEST, deployed(spec));
  }

  /** Replaces {@code $LATEST}; its running invocations end undisturbed, and versions stay. */
  synchronized void redefine(
      FunctionSpec changed, Function<FunctionSpec, DeployedFunction.Starter> itsStarters) {
    spec = changed;
    starters = itsStarters;
    isPublished = false;
    concurrency = concurrency(changed);
    var replaced = versions.put(FunctionSpec.LATEST, deployed(changed));
    if (replaced != null) {
      replaced.retire();
    }
  }

  private Semaphore concurrency(FunctionSpec of) {
    var reserved = of.reservedConcurrency();
    return reserved == null ? limits.account() : new Semaphore(reserved);
  }

  private DeployedFunction deployed(FunctionSpec of) {
    return new DeployedFunction(
        of, starters.apply(of), () -> concurrency, slots, limits.settings().scaleOutAfter());
  }

  /** What {@code $LATEST} is. */
  synchronized FunctionSpec spec() {
    return spec;
  }

  /** The published versions and {@code $LATEST}, the oldest first. */
  synchronized List<FunctionSpec> versions() {
    return versions.values().stream().map(DeployedFunction::spec).toList();
  }

  synchronized Map<String, Alias> aliases() {
    return Map.copyOf(aliases);
  }

  /**
   * Publishes {@code $LATEST}; as on AWS nothing is published if it has not changed since.
   *
   * @return the version, the newest one in the latter case
   * @throws AwsException if no snapshot can be taken of a version that starts from one
   */
  FunctionSpec publish() {
    var published = newest();
    if (published.startsFromSnapshot()) {
      route(published.version()).takeSnapshot();
    }
    return published;
  }

  private synchronized FunctionSpec newest() {
    if (!isPublished) {
      var published = spec.published(versions.size());
      versions.put(published.version(), deployed(published));
      isPublished = true;
    }
    return List.copyOf(versions.values()).getLast().spec();
  }

  /** Makes or moves an alias. */
  synchronized void put(String name, Alias alias) {
    aliases.put(name, alias);
  }

  /** Whether callers may name the function with this qualifier. */
  synchronized boolean has(String qualifier) {
    return versions.containsKey(qualifier) || aliases.containsKey(qualifier);
  }

  /**
   * The version that runs the next invocation.
   *
   * @param qualifier an alias or a version; null is {@code $LATEST}
   * @throws AwsException if there is none
   */
  synchronized DeployedFunction route(@Nullable String qualifier) {
    var wanted = qualifier == null ? FunctionSpec.LATEST : qualifier;
    var alias = aliases.get(wanted);
    var version = versions.get(alias == null ? wanted : alias.route(random.nextDouble()));
    if (version == null) {
      throw new AwsException(
          404, "ResourceNotFoundException", "Function not found: " + spec.arn() + ":" + wanted);
    }
    return version;
  }

  int environments() {
    return all().stream().mapToInt(DeployedFunction::environments).sum();
  }

  int waiting() {
    return all().stream().mapToInt(DeployedFunction::waiting).sum();
  }

  int provisioned() {
    return provisioned;
  }

  /** Keeps so many environments of what callers get, as far as the settings allow JVMs. */
  void provision(int count) {
    provisioned = count;
    prewarm(Math.min(count, limits.settings().environmentsPerFunction()));
  }

  /** Starts environments of what callers get: of the aliases' versions, or of {@code $LATEST}. */
  CompletableFuture<Void> prewarm(int count) {
    return CompletableFuture.allOf(
        served().stream().map(version -> version.prewarm(count)).toArray(CompletableFuture[]::new));
  }

  private synchronized Collection<DeployedFunction> served() {
    return aliases.isEmpty()
        ? List.of(route(null))
        : aliases.values().stream().map(alias -> route(alias.version())).distinct().toList();
  }

  void reap(long since) {
    if (provisioned == 0) {
      all().forEach(version -> version.reap(since));
    }
  }

  private synchronized List<DeployedFunction> all() {
    return List.copyOf(versions.values());
  }

  @Override
  public void close() {
    all().parallelStream().forEach(DeployedFunction::close);
  }
}
