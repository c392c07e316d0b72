package localcloud.cloud;

import java.util.List;

/**
 * What a call must be allowed to do.
 *
 * @param resources it is enough that one of them is allowed
 */
record Need(String action, List<String> resources) {
  Need(String action, String resource) {
    this(action, List.of(resource));
  }
}
