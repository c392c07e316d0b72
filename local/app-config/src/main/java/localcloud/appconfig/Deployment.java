package localcloud.appconfig;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One version on its way to the clients of an environment. What it has reached follows from the
 * time alone, so nothing has to run for it.
 */
final class Deployment {
  enum State {
    DEPLOYING,
    BAKING,
    COMPLETE,
    ROLLED_BACK,
    REVERTED;

    boolean isUnderWay() {
      return this == DEPLOYING || this == BAKING;
    }
  }

  /** A completed deployment can be reverted for so long (API reference, StopDeployment). */
  private static final Duration REVERTIBLE = Duration.ofHours(72);

  private record End(Instant at, State state) {}

  private final int number;
  private final Profile profile;
  private final Profile.Version version;
  private final Strategy strategy;
  private final String description;
  private final Instant start;
  private volatile @Nullable End end;

  Deployment(
      int number,
      Profile profile,
      Profile.Version version,
      Strategy strategy,
      String description,
      Instant start) {
    this.number = number;
    this.profile = profile;
    this.version = version;
    this.strategy = strategy;
    this.description = description;
    this.start = start;
  }

  int number() {
    return number;
  }

  boolean isOf(Profile other) {
    return profile.equals(other);
  }

  Profile.Version version() {
    return version;
  }

  State state(Instant now) {
    var ended = end;
    if (ended != null) {
      return ended.state();
    }
    var elapsed = Duration.between(start, now);
    if (elapsed.compareTo(strategy.duration()) < 0) {
      return State.DEPLOYING;
    }
    return elapsed.compareTo(strategy.whole()) < 0 ? State.BAKING : State.COMPLETE;
  }

  /** The share of the clients that get the version, in percent. */
  double percent(Instant now) {
    return end == null ? reached(now) : 0;
  }

  private double reached(Instant now) {
    var elapsed = Duration.between(start, now);
    var percent = 0.0;
    for (var step : strategy.steps()) {
      if (step.after().compareTo(elapsed) <= 0) {
        percent = step.percent();
      }
    }
    return percent;
  }

  /**
   * Gives the clients back what they had.
   *
   * @param revert whether that is wanted also after the configuration has reached all
   */
  synchronized void stop(Instant now, boolean revert) {
    var state = state(now);
    if (state == State.DEPLOYING || state == State.BAKING && revert) {
      end = new End(now, State.ROLLED_BACK);
    } else if (state == State.COMPLETE && revert) {
      if (now.isAfter(start.plus(strategy.whole()).plus(REVERTIBLE))) {
        throw Refusal.badRequest("The deployment was completed more than 72 hours ago.");
      }
      end = new End(now, State.REVERTED);
    } else {
      throw Refusal.badRequest(
          "Deployment number %d cannot be stopped: its state is %s.".formatted(number, state));
    }
  }

  /** As GetDeployment has it. */
  ObjectNode describe(Instant now) {
    var described = JsonNodeFactory.instance.objectNode();
    described
        .put("ConfigurationProfileId", profile.id())
        .put("DeploymentStrategyId", strategy.id())
        .put("ConfigurationLocationUri", "hosted");
    if (!description.isEmpty()) {
      described.put("Description", description);
    }
    described.setAll(summary(now));
    addEvents(described.putArray("EventLog"), now);
    return described;
  }

  /** As ListDeployments has it. */
  ObjectNode summary(Instant now) {
    var summary = JsonNodeFactory.instance.objectNode();
    summary
        .put("DeploymentNumber", number)
        .put("ConfigurationName", profile.name())
        .put("ConfigurationVersion", Integer.toString(version.number()));
    if (!version.label().isEmpty()) {
      summary.put("VersionLabel", version.label());
    }
    strategy.addTo(summary);
    summary
        .put("State", state(now).name())
        .put("PercentageComplete", percent(now))
        .put("StartedAt", start.toString());
    if (!state(now).isUnderWay()) {
      summary.put("CompletedAt", ended().toString());
    }
    return summary;
  }

  private Instant ended() {
    var ended = end;
    return ended == null ? start.plus(strategy.whole()) : ended.at();
  }

  /** The newest first. */
  private void addEvents(ArrayNode log, Instant now) {
    var ended = end;
    if (ended != null) {
      var reverted = ended.state() == State.REVERTED;
      var type = reverted ? "REVERT_COMPLETED" : "ROLLBACK_COMPLETED";
      event(log, type, "USER", reverted ? "Revert completed" : "Rollback completed", ended.at());
    }
    var last = ended == null ? now : ended.at();
    var whole = start.plus(strategy.whole());
    if (!whole.isAfter(last)) {
      event(log, "DEPLOYMENT_COMPLETED", "APPCONFIG", "Deployment completed", whole);
    }
    var baking = start.plus(strategy.duration());
    if (!baking.isAfter(last)) {
      event(log, "BAKE_TIME_STARTED", "APPCONFIG", "Deployment bake time started", baking);
    }
    for (var step : strategy.steps().reversed()) {
      var at = start.plus(step.after());
      if (!at.isAfter(last)) {
        var text =
            String.format(
                Locale.ROOT, "Configuration available to %.2f%% of clients", step.percent());
        event(log, "PERCENTAGE_UPDATED", "APPCONFIG", text, at);
      }
    }
    event(log, "DEPLOYMENT_STARTED", "USER", "Deployment started", start);
  }

  private static void event(ArrayNode log, String type, String by, String text, Instant at) {
    log.addObject()
        .put("EventType", type)
        .put("TriggeredBy", by)
        .put("Description", text)
        .put("OccurredAt", at.toString());
  }
}
