package com.example.orders.howto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.Project;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/**
 * The three modules that cost least, which build nothing; {@code make workshop-test} walks through
 * all.
 */
@Tag("local")
@Execution(CONCURRENT)
class WorkshopIT {
  @Test
  void thePagesUpToTheDoorSayWhatIsSo() throws Exception {
    var walk =
        new ProcessBuilder("python3", "-B", "workshop/tool", "test", "0", "1", "2")
            .directory(Project.find().root().toFile())
            .redirectErrorStream(true);
    walk.environment().put("JAVA_HOME", System.getProperty("java.home"));
    walk.environment().keySet().removeIf(name -> name.startsWith("MAKE"));
    var process = walk.start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    assertThat(output).contains("WORKSHOP modules=3 passed=3 ");
  }
}
