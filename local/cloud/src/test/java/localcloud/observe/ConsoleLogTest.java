package localcloud.observe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ConsoleLogTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Clock clock =
      Clock.fixed(Instant.parse("2026-11-21T03:15:00.123Z"), ZoneOffset.UTC);

  @Test
  void aJsonLineBecomesOneReadableLine() {
    assertThat(
            shown(
                false,
                """
                {"level":"INFO","message":"Order accepted","timestamp":"2026-11-21T03:14:59.007Z",\
                "service":"orders","function_name":"local-AcceptOrders","orderId":"7","why":"a b"}"""))
        .isEqualTo("03:14:59.007 AcceptOrders INFO Order accepted orderId=7 why=\"a b\"");
  }

  @Test
  void aMetricLineNamesItsMetrics() {
    assertThat(
            shown(
                false,
                """
                {"_aws":{"CloudWatchMetrics":[{"Metrics":[{"Name":"OrderAccepted"}]}]},\
                "OrderAccepted":2.0,"service":"orders"}"""))
        .isEqualTo("03:15:00.123 AcceptOrders METRIC OrderAccepted=2.0");
  }

  @Test
  void aPlainLineStaysAndThePlatformsLinesGo() {
    assertThat(shown(false, "something odd {"))
        .isEqualTo("03:15:00.123 AcceptOrders something odd {");
    assertThat(shown(false, "START RequestId: 1 Version: $LATEST")).isEmpty();
    assertThat(shown(false, "REPORT RequestId: 1")).isEmpty();
  }

  @Test
  void aStackTraceShowsWhereItCameFromOnly() {
    var log = new ConsoleLog(new PrintStream(bytes, true, UTF_8), "local-", false, clock);
    for (var line : new String[] {"Boom: no", "\tat a.A", "\tat b.B", "\tat c.C", "Next"}) {
      log.line("local-AcceptOrders", "1", line);
    }
    assertThat(bytes.toString(UTF_8)).contains("Boom", "a.A", "b.B", "Next").doesNotContain("c.C");
  }

  @Test
  void brokenJsonIsShownAsItIs() {
    assertThat(shown(false, "{\"level\":")).endsWith("AcceptOrders {\"level\":");
  }

  @Test
  void aFunctionKeepsItsColour() {
    var first = shown(true, "one");
    assertThat(first).startsWith("\u001b[36m").endsWith("\u001b[0m");
  }

  private String shown(boolean colour, String line) {
    bytes.reset();
    var out = new PrintStream(bytes, true, UTF_8);
    new ConsoleLog(out, "local-", colour, clock).line("local-AcceptOrders", "env", line);
    return bytes.toString(UTF_8).stripTrailing();
  }
}
