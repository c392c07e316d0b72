package com.example.orders.howto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.Project;
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
  void thePagesUpToTheDoorSayWhatIsSo() {
    var output =
        TypedCommand.run(
            Project.find().root(), "python3", "-B", "workshop/tool", "test", "0", "1", "2");
    assertThat(output).contains("WORKSHOP modules=3 passed=3 ");
  }
}
