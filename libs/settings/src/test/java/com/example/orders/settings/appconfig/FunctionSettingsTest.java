package com.example.orders.settings.appconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.settings.CurrentSettings;
import com.example.orders.settings.Settings;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FunctionSettingsTest {

  @Test
  void withoutSettingsTheDefaultsHoldAndNothingOfAppConfigIsLoaded() throws Exception {
    try (var loader = new Recorder()) {
      var settings = (CurrentSettings) of(loader, "");
      assertThat(settings.now()).isEqualTo(Settings.DEFAULT);
      assertThat(loader.loaded)
          .contains(FunctionSettings.class.getName())
          .noneMatch(name -> name.contains("appconfigdata") || name.contains("parameters"))
          .noneMatch(name -> name.contains("jackson") || name.contains(".AppConfig"));
    }
  }

  @Test
  void withSettingsItIsLoaded() throws IOException {
    try (var loader = new Recorder()) {
      assertThatThrownBy(() -> of(loader, "orderly-dev")).isNotNull(); // there is no region here
      assertThat(loader.loaded).anyMatch(name -> name.contains("appconfigdata"));
    }
  }

  private static Object of(ClassLoader loader, String application)
      throws ReflectiveOperationException {
    var method =
        loader
            .loadClass(FunctionSettings.class.getName())
            .getDeclaredMethod("of", String.class, Settings.class, Duration.class);
    method.setAccessible(true);
    return method.invoke(null, application, Settings.DEFAULT, Duration.ofSeconds(60));
  }

  /** Loads all but the core's types itself, and writes down what. */
  private static final class Recorder extends URLClassLoader {
    private final List<String> loaded = new ArrayList<>();

    private Recorder() {
      super(classPath(), Recorder.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      loaded.add(name);
      if (!name.startsWith("com.example.orders.") || isOfTheCore(name)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        var known = findLoadedClass(name);
        return known == null ? findClass(name) : known;
      }
    }

    private static boolean isOfTheCore(String name) {
      return name.startsWith("com.example.orders.settings.")
          && !name.startsWith("com.example.orders.settings.appconfig.");
    }

    private static URL[] classPath() {
      return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
          .map(Recorder::url)
          .toArray(URL[]::new);
    }

    private static URL url(String entry) {
      try {
        return Path.of(entry).toUri().toURL();
      } catch (MalformedURLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
