package localcloud.observe;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Gets each event that PutEvents puts on a bus, before any rule does. A class that is named in
 * {@code META-INF/services/localcloud.observe.EventSink} on the local cloud's class path gets those
 * of every local cloud, one instance for each.
 */
public interface EventSink extends AutoCloseable {

  /**
   * One event. It may be called by several threads at once.
   *
   * @param publisher the logical ID of the resource that put it; {@code root} for one from outside
   *     of the stacks
   * @param event as a rule's target gets it; not to be changed
   */
  void take(String publisher, JsonNode event);

  /** Called when the local cloud has stopped; what it throws is thrown by the cloud's own close. */
  @Override
  default void close() {}

  /** All that the class path names. */
  static EventSink ofClassPath() {
    return all(
        ServiceLoader.load(EventSink.class).stream().map(ServiceLoader.Provider::get).toList());
  }

  /** One that hands on to several. */
  static EventSink all(List<EventSink> sinks) {
    return new EventSink() {
      @Override
      public void take(String publisher, JsonNode event) {
        sinks.forEach(sink -> sink.take(publisher, event));
      }

      @Override
      public void close() {
        sinks.forEach(EventSink::close);
      }
    };
  }
}
