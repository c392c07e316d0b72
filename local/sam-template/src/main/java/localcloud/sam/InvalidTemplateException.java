package localcloud.sam;

import java.util.List;
import java.util.stream.Collectors;

/** A template cannot run here; the message lists all that was found, a line each. */
public final class InvalidTemplateException extends RuntimeException {
  private final List<Finding> findings;

  public InvalidTemplateException(List<Finding> findings) {
    this("", findings);
  }

  private InvalidTemplateException(String place, List<Finding> findings) {
    super(
        place
            + findings.stream()
                .map(Finding::toString)
                .collect(
                    Collectors.joining(
                        "\n", findings.size() == 1 ? "" : findings.size() + " findings:\n", "")));
    this.findings = List.copyOf(findings);
  }

  /** The same with the place of the template in front. */
  public InvalidTemplateException at(String place) {
    return new InvalidTemplateException(place + ": ", findings);
  }

  /** In the order in which they were found. */
  public List<Finding> findings() {
    return findings;
  }
}
