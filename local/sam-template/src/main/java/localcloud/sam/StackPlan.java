package localcloud.sam;

import java.util.List;
import java.util.function.Predicate;
import localcloud.aws.AwsException;
import localcloud.resources.Provision;
import localcloud.resources.ResourceHandler.Creation;
import localcloud.resources.ResourceNotCreatedException;

/**
 * A stack whose resources are all read and can be created.
 *
 * @param withoutEffect what the template says and nobody here heeds, by resource type
 * @param steps each behind those that it needs
 */
public record StackPlan(Stack stack, List<String> withoutEffect, List<Step> steps) {
  /** What creates one resource. */
  public record Step(String logicalId, String type, Finding place, Creation creation) {}

  public StackPlan {
    withoutEffect = List.copyOf(withoutEffect);
    steps = List.copyOf(steps);
  }

  /**
   * Creates the resources; what acts by itself waits for {@link Provision#complete}.
   *
   * @throws InvalidTemplateException if a service refuses one, in its words
   */
  public void createIn(Provision provision) {
    createIn(provision, step -> true);
  }

  /** Creates some of the resources; as {@link #createIn(Provision)}, whose words hold for it. */
  public void createIn(Provision provision, Predicate<Step> which) {
    for (var step : steps.stream().filter(which).toList()) {
      try {
        step.creation().in(provision);
      } catch (ResourceNotCreatedException | AwsException e) {
        var at = step.place();
        var message = String.valueOf(e.getMessage());
        throw new InvalidTemplateException(
            List.of(new Finding(at.file(), at.line(), at.place(), message, "")));
      }
    }
  }
}
