package com.example.orders.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.scripts.PythonScript;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code make deploy} and {@code make delete} make of stacks that are in no good state. */
class StacksScriptTest {
  private static final URI NOBODY = URI.create("http://127.0.0.1:9");

  @Test
  void noStackIsStuckAndNoneIsDeletedByHalves() {
    var script = "tests/src/test/resources/scripts/test_stacks.py";
    var answer = PythonScript.run(NOBODY, "", List.of("-B", script, "scripts"));
    assertThat(answer.exitCode()).as(answer.output()).isZero();
    assertThat(answer.output()).endsWith("OK\n").doesNotContain("Ran 0 tests");
  }
}
