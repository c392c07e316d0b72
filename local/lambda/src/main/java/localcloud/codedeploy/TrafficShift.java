package localcloud.codedeploy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A predefined configuration of CodeDeploy: the shares that the new version gets one after another,
 * and how long each lasts; after them it gets everything (CodeDeploy guide, "Deployment
 * configurations on an AWS Lambda compute platform").
 */
record TrafficShift(List<Double> shares, Duration each) {
  private static final Pattern NAME =
      Pattern.compile(
          "CodeDeployDefault\\.Lambda(AllAtOnce"
              + "|Canary(?<canary>\\d+)Percent(?<wait>\\d+)Minutes"
              + "|Linear(?<linear>\\d+)PercentEvery(?<every>\\d+)Minutes?)");

  /** Empty if CodeDeploy has no configuration of that name. */
  static Optional<TrafficShift> of(String name) {
    var match = NAME.matcher(name);
    if (!match.matches()) {
      return Optional.empty();
    }
    if (match.group("canary") != null) {
      return Optional.of(
          new TrafficShift(List.of(share(match.group("canary"))), minutes(match.group("wait"))));
    }
    if (match.group("linear") != null) {
      return Optional.of(
          new TrafficShift(steps(match.group("linear")), minutes(match.group("every"))));
    }
    return Optional.of(new TrafficShift(List.of(), Duration.ZERO));
  }

  private static List<Double> steps(String percent) {
    var shares = new ArrayList<Double>();
    var step = Integer.parseInt(percent);
    for (var share = step; share < 100; share += step) {
      shares.add(share / 100.0);
    }
    return List.copyOf(shares);
  }

  private static double share(String percent) {
    return Integer.parseInt(percent) / 100.0;
  }

  private static Duration minutes(String number) {
    return Duration.ofMinutes(Integer.parseInt(number));
  }
}
