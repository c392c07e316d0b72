package com.example.orders.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.Project;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The commands of the README as a user types them. */
@Tag("local")
@Execution(CONCURRENT)
@Timeout(300)
class CommandsIT {
  private static final Path ROOT = Project.find().root();

  @Test
  void runAnnouncesItselfGivesTokensAndLeavesNothingBehindWhenMakeIsTerminated() throws Exception {
    var make = start("make", "run", "API_PORT=0", "AWS_ENDPOINT_PORT=0", "QUIET=1");
    var lines = new ArrayList<String>();
    try (var output = make.inputReader(StandardCharsets.UTF_8)) {
      readUntil(output, lines, "READY ");
      assertThat(lines.getLast())
          .matches("READY api=http://127\\.0\\.0\\.1:\\d+/v1 aws=http://127\\.0\\.0\\.1:\\d+");
      var port = lines.getLast().replaceFirst(".*api=http://127\\.0\\.0\\.1:(\\d+)/.*", "$1");
      assertThat(output.readLine()).startsWith("EXTENSIONS ");
      assertThat(output.readLine()).startsWith("export AWS_ENDPOINT_URL=");
      for (var i = 0; i < 3; i++) {
        assertThat(output.readLine()).startsWith("curl ");
      }
      assertThat(output.readLine()).matches("make -s failures AWS_ENDPOINT_PORT=\\d+");
      assertThat(run("make", "-s", "token", "CUSTOMER=acme", "API_PORT=" + port))
          .matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+\n");
      var processes = descendants(make);
      assertThat(processes).isNotEmpty();
      make.destroy();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> assertThat(processes.stream().filter(ProcessHandle::isAlive)).isEmpty());
    } finally {
      descendants(make).forEach(ProcessHandle::destroyForcibly);
      make.destroyForcibly();
    }
  }

  @Test
  void runSaysWhichPortIsInUse() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var make = start("make", "run", "API_PORT=" + taken.getLocalPort(), "AWS_ENDPOINT_PORT=0");
      var output = new String(make.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(make.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(make.exitValue()).isNotZero();
      assertThat(output).contains("Port " + taken.getLocalPort() + " is in use");
    }
  }

  @Test
  @ResourceLock("the demo's report")
  void demoEndsEveryOrderAsDeclaredAndWritesItsReport() throws Exception {
    var output = run("make", "demo", "QUIET=1");
    assertThat(output).contains("Every order ended as declared; stock and money add up.");
    assertThat(output)
        .contains("cancelled=1 notified=13 inbox=1", "16-address-bounces: its customer could not");
    var report = new ObjectMapper().readTree(Project.find().demoReport().toFile());
    var expected =
        Map.of(
            "sent", 18, "accepted", 14, "refused", 2, "duplicates", 1, "conflicts", 1, "lost", 0);
    expected.forEach(
        (name, count) -> assertThat(report.path(name).asInt(-1)).as(name).isEqualTo(count));
    assertThat(
            report.path("confirmed").asInt()
                + report.path("rejected").asInt()
                + report.path("cancelled").asInt())
        .isEqualTo(report.path("accepted").asInt());
    assertThat(report.path("orders")).hasSize(18);
  }

  /** Ctrl-C in a terminal reaches every process of the command's group at once. */
  @Test
  @ResourceLock("the demo's report")
  void aDemoThatIsInterruptedEndsWithoutAStackTrace() throws Exception {
    var make = start("make", "demo", "QUIET=1");
    var lines = new ArrayList<String>();
    try (var output = make.inputReader(StandardCharsets.UTF_8)) {
      readUntil(output, lines, "Sending ");
      interrupt(descendants(make).stream().filter(process -> isInGroupOf(make, process)));
      output.lines().forEach(lines::add);
      assertThat(make.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(String.join("\n", lines)).doesNotContain("\tat ").doesNotContain("Exception");
    } finally {
      descendants(make).forEach(ProcessHandle::destroyForcibly);
      make.destroyForcibly();
    }
  }

  @Test
  void tokenRefusesACustomerThatWouldNotFit() throws Exception {
    var make = start("make", "-s", "token", "CUSTOMER=a b");
    assertThat(make.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(make.exitValue()).isNotZero();
    assertThat(new String(make.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("CUSTOMER must be 1 to 36");
  }

  private static Process start(String... command) throws IOException {
    var builder = new ProcessBuilder(command).directory(ROOT.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeAll(List.of("MAKEFLAGS", "MAKELEVEL"));
    // Of a terminal where somebody looks after a deployed stack.
    builder
        .environment()
        .keySet()
        .removeAll(List.of("STACK", "CONFIG_ENV", "EXTENSION", "CUSTOMER", "GROUP"));
    return builder.start();
  }

  private static String run(String... command) throws Exception {
    var process = start(command);
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(240, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }

  private static void readUntil(BufferedReader output, List<String> lines, String prefix)
      throws IOException {
    for (var line = output.readLine(); line != null; line = output.readLine()) {
      lines.add(line);
      if (line.startsWith(prefix)) {
        return;
      }
    }
    throw new AssertionError("The output ended without " + prefix + ": " + lines);
  }

  private static void interrupt(Stream<ProcessHandle> processes) throws Exception {
    var command = new ArrayList<>(List.of("kill", "-INT"));
    processes.forEach(process -> command.add(Long.toString(process.pid())));
    start(command.toArray(String[]::new)).waitFor();
  }

  /** The table service has a group of its own. */
  private static boolean isInGroupOf(Process process, ProcessHandle other) {
    return group(process.pid()).equals(group(other.pid()));
  }

  /** The third field behind the name, which is in brackets; empty of one that has ended. */
  private static String group(long pid) {
    try {
      var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[2];
    } catch (IOException e) {
      return "";
    }
  }

  private static List<ProcessHandle> descendants(Process process) {
    return process.descendants().toList();
  }
}
