package com.example.orders.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.cli.CommandException;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayRequestTest {
  private static final Instant NOW = Instant.parse("2026-11-29T13:00:00Z");

  @Test
  void readsTimesOfAnyOffset() {
    assertThat(of("FROM=2026-11-29T13:00:00+01:00 TO=2026-11-29T13:00:00Z RULE=mail DRY_RUN=1"))
        .isEqualTo(new ReplayRequest(Instant.parse("2026-11-29T12:00:00Z"), NOW, "mail", true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          TO=2026-11-29T13:00:00Z|FROM is missing, for example: make replay FROM=
          FROM=2026-11-29T12:00:00Z|TO is missing
          FROM=yesterday TO=2026-11-29T13:00:00Z|FROM must be a time such as 2026-11-29T12:00:00Z, not: yesterday
          FROM=2026-11-29T12:00:00 TO=2026-11-29T13:00:00Z|FROM must be a time
          FROM=2026-11-29T13:00:00Z TO=2026-11-29T13:00:00Z|FROM must be before TO
          FROM=2026-11-29T12:00:00Z TO=2026-11-29T13:00:01Z|TO must not be in the future
          FROM=2026-11-29T12:00:00Z TO=2026-11-29T13:00:00Z DRY_RUN=yes|DRY_RUN must be 1 or left out, not: yes
          """)
  void saysWhatIsWrong(String variables, String message) {
    assertThatThrownBy(() -> of(variables))
        .isInstanceOfSatisfying(
            CommandException.class,
            e -> {
              assertThat(e).hasMessageContaining(message);
              assertThat(e.exitCode()).isEqualTo(2);
            });
  }

  private static ReplayRequest of(String variables) {
    return ReplayRequest.of(
        Arrays.stream(variables.split(" "))
            .map(variable -> variable.split("="))
            .collect(
                Collectors.toMap(
                    parts -> parts[0], parts -> parts[1], (a, b) -> b, java.util.TreeMap::new)),
        NOW);
  }
}
