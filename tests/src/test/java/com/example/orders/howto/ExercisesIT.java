package com.example.orders.howto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.Project;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/** One exercise, from the break to the repair; {@code make exercises} does all of them. */
@Tag("local")
@Execution(CONCURRENT)
class ExercisesIT {
  @Test
  void whatIsBrokenIsFoundAndPutBackItPasses() throws Exception {
    var exercise =
        new ProcessBuilder("scripts/exercise", "fail-up-the-stack")
            .directory(Project.find().root().toFile())
            .redirectErrorStream(true);
    exercise.environment().put("JAVA_HOME", System.getProperty("java.home"));
    exercise.environment().keySet().removeIf(name -> name.startsWith("MAKE"));
    var process = exercise.start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    assertThat(output)
        .contains("failsForARefusedAddressAndForgetsTheTry")
        .endsWith(
            "EXERCISE fail-up-the-stack: broken, NotifyCustomerHandlerTest finds it;"
                + " put back, it passes\n");
  }
}
