package localcloud.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LayersTest {
  @Test
  void anInterpreterFindsTheFoldersOfItsVersionFirst() {
    assertThat(pathsOf("nodejs22.x"))
        .containsEntry("NODE_PATH", "/o/nodejs/node22/node_modules:/o/nodejs/node_modules");
    assertThat(pathsOf("python3.12"))
        .containsEntry("PYTHONPATH", "/o/python:/o/python/lib/python3.12/site-packages");
  }

  @Test
  void everyRuntimeFindsProgramsAndLibraries() {
    assertThat(pathsOf("java25"))
        .containsEntry("PATH", "/o/bin:/usr/bin")
        .containsEntry("LD_LIBRARY_PATH", "/o/lib");
  }

  private static Map<String, String> pathsOf(String runtime) {
    var environment = new HashMap<>(Map.of("PATH", "/usr/bin"));
    Layers.addTo(environment, Path.of("/o"), runtime);
    return environment;
  }
}
