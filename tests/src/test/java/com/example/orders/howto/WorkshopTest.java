package com.example.orders.howto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The workshop as its own tool sees it: the pages' shape, links, quotes, patches, pictures; that
 * its comparison of outputs finds what is wrong; and that the copy for Workshop Studio has no link
 * that leads nowhere. That what the pages say is so, {@code make workshop-test} shows.
 */
class WorkshopTest {
  @ParameterizedTest
  @ValueSource(strings = {"lint", "self-test"})
  void theToolFindsNothing(String command) throws Exception {
    var tool =
        new ProcessBuilder("python3", "-B", "workshop/tool", command)
            .directory(Project.find().root().toFile())
            .redirectErrorStream(true)
            .start();
    var output = new String(tool.getInputStream().readAllBytes(), UTF_8);

    assertThat(tool.waitFor()).as(output).isZero();
  }
}
