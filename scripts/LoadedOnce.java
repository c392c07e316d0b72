import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What javac asks for the plugins of its processor path, by {@code -XDprocloader}: in a JVM the same path is loaded
 * once. Otherwise each compilation of a build loads Error Prone and compiles it to machine code anew. What is loaded
 * stays open, for javac closes only a loader that is {@link java.io.Closeable}. Without this class javac makes a loader
 * of its own.
 */
public final class LoadedOnce extends ClassLoader {
  private static final Map<List<String>, ClassLoader> LOADED = new ConcurrentHashMap<>();

  /** As javac calls it. */
  public LoadedOnce(URL[] path, ClassLoader parent) {
    super(loaded(path, parent));
  }

  private static ClassLoader loaded(URL[] path, ClassLoader parent) {
    var names = Stream.of(path).map(URL::toString).toList();
    return LOADED.computeIfAbsent(names, _ -> new URLClassLoader(path, parent));
  }
}
