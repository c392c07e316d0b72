package com.example.orders.howto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.Project;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/** One exercise, from the break to the repair; {@code make exercises} does all of them. */
@Tag("local")
@Execution(CONCURRENT)
class ExercisesIT {
  @Test
  void whatIsBrokenIsFoundAndPutBackItPasses() {
    var output = TypedCommand.run(Project.find().root(), "scripts/exercise", "fail-up-the-stack");
    assertThat(output)
        .contains("failsForARefusedAddressAndForgetsTheTry")
        .endsWith(
            "EXERCISE fail-up-the-stack: broken, NotifyCustomerHandlerTest finds it;"
                + " put back, it passes\n");
  }
}
