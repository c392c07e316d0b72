package localcloud.lambda;

import static localcloud.lambda.LocalFunctions.await;
import static localcloud.lambda.LocalFunctions.probe;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("it counts the processes that this one starts")
class PrewarmTest {
  @Test
  void prewarmsOneEnvironmentOfEachFunction() {
    try (var own = new LocalFunctions()) {
      own.lambda.define(probe("first"));
      own.lambda.define(probe("second"));
      var before = ProcessHandle.current().children().toList();

      own.lambda.prewarm(List.of("first"), List.of("second"));

      await()
          .until(
              () -> ProcessHandle.current().children().filter(c -> !before.contains(c)).count(),
              started -> started == 2);
    }
  }
}
