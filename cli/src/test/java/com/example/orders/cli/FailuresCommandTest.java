package com.example.orders.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.cli.FailuresCommand.Discard;
import com.example.orders.cli.FailuresCommand.Edit;
import com.example.orders.cli.FailuresCommand.Help;
import com.example.orders.cli.FailuresCommand.ListThem;
import com.example.orders.cli.FailuresCommand.Replay;
import com.example.orders.cli.FailuresCommand.ReplayAll;
import com.example.orders.cli.FailuresCommand.Show;
import com.example.orders.cli.FailuresCommand.Undo;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailuresCommandTest {

  @Test
  void readsEveryCommand() {
    assertThat(parse()).isEqualTo(new ListThem(Map.of(), 100));
    assertThat(parse("--state", "RESOLVED", "--limit", "7"))
        .isEqualTo(new ListThem(Map.of("state", "RESOLVED"), 7));
    assertThat(parse("list", "--customer", "acme"))
        .isEqualTo(new ListThem(Map.of("customer", "acme"), 100));
    assertThat(parse("show", "1")).isEqualTo(new Show("1", false));
    assertThat(parse("show", "1", "--payload")).isEqualTo(new Show("1", true));
    assertThat(parse("replay", "1")).isEqualTo(new Replay("1"));
    assertThat(parse("replay", "--class", "TRANSIENT"))
        .isEqualTo(new ReplayAll("TRANSIENT", 1, 10_000));
    assertThat(parse("replay", "--class", "POISON", "--rate", "0.5", "--limit", "3"))
        .isEqualTo(new ReplayAll("POISON", 0.5, 3));
    assertThat(parse("edit", "1", "file.json")).isEqualTo(new Edit("1", Path.of("file.json")));
    assertThat(parse("discard", "1", "a reason")).isEqualTo(new Discard("1", "a reason"));
    assertThat(parse("undo", "1", "a reason")).isEqualTo(new Undo("1", "a reason"));
    assertThat(parse("help")).isEqualTo(new Help());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "drop everything",
        "list now",
        "list --limit",
        "list --limit 0",
        "list --limit all",
        "list --colour red",
        "show",
        "show 1 2",
        "replay",
        "replay 1 2",
        "replay --rate 5",
        "replay --class POISON --rate 0",
        "replay --class POISON --rate -1",
        "replay --class POISON --rate NaN",
        "edit 1",
        "edit 1 file more",
        "discard 1",
        "undo 1",
        "discard 1 a reason"
      })
  void refusesAnythingElseAsWronglyTyped(String line) {
    assertThatThrownBy(() -> parse(line.split(" ")))
        .isInstanceOfSatisfying(CommandException.class, e -> assertThat(e.exitCode()).isEqualTo(2));
  }

  private static FailuresCommand parse(String... words) {
    return FailuresCommand.parse(List.of(words));
  }
}
