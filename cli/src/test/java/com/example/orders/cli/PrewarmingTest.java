package com.example.orders.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class PrewarmingTest {
  @Test
  void namesFunctionsOfTheTemplate() throws IOException {
    var template = Files.readString(Project.find().template());
    assertThat(Prewarming.ON_THE_WAY)
        .isNotEmpty()
        .allSatisfy(
            name ->
                assertThat(template)
                    .contains("  " + name + ":\n    Type: AWS::Serverless::Function"));
  }
}
