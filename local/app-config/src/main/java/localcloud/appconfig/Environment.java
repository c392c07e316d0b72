package localcloud.appconfig;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import localcloud.appconfig.Deployment.State;

/** Where configurations are deployed to, one at a time. */
final class Environment {
  private final String id;
  private final String name;
  private final ObjectNode described;
  private final List<Deployment> deployments = new ArrayList<>();

  /**
   * A new one.
   *
   * @param described what GetEnvironment says of it, without its state
   */
  Environment(String id, String name, ObjectNode described) {
    this.id = id;
    this.name = name;
    this.described = described;
  }

  String id() {
    return id;
  }

  boolean isCalled(String idOrName) {
    return id.equals(idOrName) || name.equals(idOrName);
  }

  /** The newest first. */
  synchronized List<Deployment> deployments() {
    return List.copyOf(deployments.reversed());
  }

  Deployment deployment(String number) {
    return deployments().stream()
        .filter(one -> Integer.toString(one.number()).equals(number))
        .findFirst()
        .orElseThrow(
            () -> Refusal.notFound("Deployment", "Could not find deployment number " + number));
  }

  /**
   * Deploys a version.
   *
   * @param latest which deployment the caller takes for the last one; 0 if it does not say
   */
  synchronized Deployment start(
      Profile profile,
      Profile.Version version,
      Strategy strategy,
      String description,
      int latest,
      Instant now) {
    if (!deployments.isEmpty() && deployments.getLast().state(now).isUnderWay()) {
      throw new Refusal(
          409,
          "ConflictException",
          "Deployment number %d is still in progress in this environment."
              .formatted(deployments.size()));
    }
    if (latest != 0 && latest != deployments.size()) {
      throw new Refusal(
          409,
          "ConflictException",
          "The latest deployment is number " + deployments.size() + ", not " + latest + ".");
    }
    var number = deployments.size() + 1;
    var deployment = new Deployment(number, profile, version, strategy, description, now);
    deployments.add(deployment);
    return deployment;
  }

  /**
   * What a client gets.
   *
   * @param place the client's place among all, at least 0 and below 100: those below a deployment's
   *     share have its version
   */
  Optional<Profile.Version> current(Profile profile, double place, Instant now) {
    return deployments().stream()
        .filter(deployment -> deployment.isOf(profile) && place < deployment.percent(now))
        .findFirst()
        .map(Deployment::version);
  }

  ObjectNode describe(Instant now) {
    return described.deepCopy().put("State", state(now));
  }

  private synchronized String state(Instant now) {
    if (deployments.isEmpty() || deployments.getLast().state(now) == State.COMPLETE) {
      return "READY_FOR_DEPLOYMENT";
    }
    var last = deployments.getLast().state(now);
    return last.isUnderWay() ? "DEPLOYING" : last.name();
  }
}
