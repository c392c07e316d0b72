package localcloud.cloud;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A port for each API, as each has a host of its own on AWS. The first API has the port that was
 * asked for and every other one the port after the one before it, or each a free one.
 */
final class ApiPorts implements AutoCloseable {
  private final int first;
  private final SequencedMap<String, ReservedPort> ports = new LinkedHashMap<>();

  ApiPorts(int first) {
    this.first = first;
  }

  /**
   * Holds a port for an API, always the same for the same ID.
   *
   * @throws PortInUseException if it is taken
   */
  synchronized ReservedPort of(String api) {
    return ports.computeIfAbsent(api, id -> ReservedPort.of(first == 0 ? 0 : first + ports.size()));
  }

  /** The URLs of the APIs by their IDs, without a stage. */
  synchronized Map<String, URI> urls() {
    var urls = new LinkedHashMap<String, URI>();
    ports.forEach((api, port) -> urls.put(api, port.uri()));
    return urls;
  }

  /** Lets go of the ports that no server has taken. */
  @Override
  public synchronized void close() {
    ports.values().forEach(ReservedPort::close);
  }
}
