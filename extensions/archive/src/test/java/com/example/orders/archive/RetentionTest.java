package com.example.orders.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** No event is kept for as long as notify-customer knows its notification. */
class RetentionTest {
  private static final Path ROOT = Project.find().root();
  private static final Path HANDLER =
      ROOT.resolve(
          "functions/notify-customer/src/main/java/com/example/orders/notifycustomer/NotifyCustomerHandler.java");

  @Test
  void anEventIsForgottenBeforeItsNotificationIs() throws IOException {
    var remembered = days(HANDLER, "RETENTION = Duration\\.ofDays\\((\\d+)\\)");
    var template = ROOT.resolve("extensions/archive/template.yaml");

    assertThat(days(template, "MaxValue: (\\d+)")).isLessThan(remembered);
  }

  private static int days(Path file, String pattern) throws IOException {
    var found =
        Pattern.compile(pattern)
            .matcher(Files.readString(file))
            .results()
            .map((MatchResult match) -> match.group(1))
            .toList();
    assertThat(found).as("%s in %s", pattern, file).hasSize(1);
    return Integer.parseInt(found.getFirst());
  }
}
