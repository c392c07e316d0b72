package localcloud.lambda;

import org.jspecify.annotations.Nullable;

/**
 * A name for a version, or for two between which invocations are shared (Lambda guide, "Implement
 * Lambda canary deployments using a weighted alias").
 *
 * @param version {@code $LATEST} or a number
 * @param other the version that gets a share; null if there is none
 * @param weight the share of the other one, from 0 to 1
 */
record Alias(String version, @Nullable String other, double weight, String description) {
  /** An alias of one version. */
  static Alias of(String version) {
    return new Alias(version, null, 0, "");
  }

  /** The version of one invocation, by a number from 0 to below 1. */
  String route(double number) {
    return other != null && number < weight ? other : version;
  }
}
