package localcloud.observe;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.List;
import localcloud.aws.AwsCall;
import localcloud.endpoint.Protocol;
import localcloud.faults.Occasion;

/**
 * A call in the words of a template.
 *
 * @param operation as the API reference names it, also for REST protocols
 * @param caller the logical ID of who calls, {@code root} for one from outside, else a principal
 * @param resources the logical IDs of what is called, or the physical name of what no template has
 * @param physical the physical names of the same
 */
record CallFacts(
    AwsCall call, String operation, String caller, List<String> resources, List<String> physical)
    implements Occasion {
  static final String OUTSIDE = "root";

  @Override
  public String service() {
    return call.service();
  }

  @Override
  public boolean isFromOutside() {
    return caller.equals(OUTSIDE);
  }

  @Override
  public boolean isBy(String function) {
    return caller.equals(function);
  }

  @Override
  public boolean touches(String resource) {
    return resources.contains(resource) || physical.contains(resource);
  }

  /** Whether the request or what its caller is working on contains the text. */
  @Override
  public boolean concerns(String text) {
    return isNamed(text) || call.caller().work().get().contains(text);
  }

  /** Whether the request itself contains it. */
  boolean isNamed(String text) {
    return call.text().contains(text)
        || (Protocol.of(call) == Protocol.QUERY && form().contains(text));
  }

  /** What cannot be decoded is as it was sent: its service refuses it. */
  private String form() {
    try {
      return URLDecoder.decode(call.text(), UTF_8);
    } catch (IllegalArgumentException e) {
      return call.text();
    }
  }

  @Override
  public String toString() {
    return "%s of %s on %s by %s"
        .formatted(operation, service(), String.join(", ", resources), caller);
  }
}
