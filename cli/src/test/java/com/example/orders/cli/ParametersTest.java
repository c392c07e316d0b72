package com.example.orders.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import localcloud.cloud.StackSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {

  @Test
  void thoseOfAnExtensionHaveItsNameBefore() {
    var parameters = Parameters.parse("Stage=dev,web-hooks.Waits=1,2,3,web-hooks.Network=x=y,A=");

    assertThat(parameters.ofCore()).isEqualTo(Map.of("Stage", "dev", "A", ""));
    assertThat(parameters.of(List.of("web-hooks", "archive")))
        .isEqualTo(Map.of("web-hooks", Map.of("Waits", "1,2,3", "Network", "x=y")));
    assertThat(Parameters.parse("").ofExtensions()).isEmpty();
  }

  @Test
  void anExtensionThatIsNotStartedTakesNone() {
    var parameters = Parameters.parse("archive.RetentionDays=9");

    assertThatThrownBy(() -> parameters.of(List.of("chaos")))
        .isInstanceOf(CommandException.class)
        .hasMessage("PARAMETERS sets one of archive, which is no extension that is started here");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Capacity", "=x", "a.=x", ".A=x", "a.b.C=x"})
  void saysHowTheyAreWritten(String list) {
    assertThatThrownBy(() -> Parameters.parse(list))
        .isInstanceOf(CommandException.class)
        .hasMessageStartingWith("PARAMETERS must be like");
  }

  @Test
  void aStackGetsItsOwn() {
    var extensions = new Extensions(Path.of("extensions"), Path.of("target"), List.of("a", "b"));
    var stacks = extensions.stacksBeside("local", Parameters.parse("Stage=dev,b.Days=9"));

    assertThat(stacks.stream().map(StackSource::parameters))
        .containsExactly(
            Map.of("CoreStackName", "local"), Map.of("CoreStackName", "local", "Days", "9"));
  }
}
