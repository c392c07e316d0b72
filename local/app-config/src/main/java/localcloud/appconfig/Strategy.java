package localcloud.appconfig;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How fast a configuration reaches its clients.
 *
 * @param growth the share of the clients that a step adds (linear), or that the first step reaches
 *     and each further one doubles (exponential); more than 0 to 100 percent
 * @param bake for how long alarms are watched after that
 */
record Strategy(
    String id,
    String name,
    String description,
    Duration duration,
    GrowthType type,
    double growth,
    Duration bake) {

  enum GrowthType {
    LINEAR,
    EXPONENTIAL
  }

  /** A part of the clients has the configuration from this time on, counted from the start. */
  record Step(Duration after, double percent) {}

  /** What every account has (AppConfig guide, "Using predefined deployment strategies"). */
  static final List<Strategy> PREDEFINED =
      List.of(
          predefined("AllAtOnce", "Quick", 0, GrowthType.LINEAR, 100, 10),
          predefined("Linear50PercentEvery30Seconds", "Test/Demo", 1, GrowthType.LINEAR, 50, 1),
          predefined(
              "Canary10Percent20Minutes", "AWS Recommended", 20, GrowthType.EXPONENTIAL, 10, 10),
          predefined(
              "Linear20PercentEvery6Minutes", "AWS Recommended", 30, GrowthType.LINEAR, 20, 30));

  private static Strategy predefined(
      String name, String description, int minutes, GrowthType type, double growth, int bake) {
    var id = "AppConfig." + name;
    return new Strategy(
        id, id, description, Duration.ofMinutes(minutes), type, growth, Duration.ofMinutes(bake));
  }

  /**
   * Its steps, the last one to all. The first comes after as long as the last one stays: with 25
   * percent in 15 minutes a step each 3 minutes (aws/aws-cli, the example of get-deployment).
   */
  List<Step> steps() {
    if (duration.isZero()) {
      return List.of(new Step(Duration.ZERO, 100));
    }
    var percents = new ArrayList<Double>();
    for (var percent = growth; percent < 100; percent = next(percent)) {
      percents.add(percent);
    }
    percents.add(100.0);
    var interval = duration.dividedBy(percents.size() + 1);
    var steps = new ArrayList<Step>();
    for (var percent : percents) {
      steps.add(new Step(interval.multipliedBy(steps.size() + 1L), percent));
    }
    return steps;
  }

  private double next(double percent) {
    return type == GrowthType.LINEAR ? percent + growth : 2 * percent;
  }

  /** From nothing to the end. */
  Duration whole() {
    return duration.plus(bake);
  }

  ObjectNode describe() {
    var described = JsonNodeFactory.instance.objectNode();
    described.put("Id", id).put("Name", name).put("Description", description);
    addTo(described);
    return described.put("ReplicateTo", "NONE");
  }

  /** What a deployment says of its strategy. */
  void addTo(ObjectNode described) {
    described
        .put("DeploymentDurationInMinutes", duration.toMinutes())
        .put("GrowthType", type.name())
        .put("GrowthFactor", growth)
        .put("FinalBakeTimeInMinutes", bake.toMinutes());
  }
}
