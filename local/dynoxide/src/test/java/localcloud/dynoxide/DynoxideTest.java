package localcloud.dynoxide;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DynoxideTest {
  private static final Map<String, AttributeValue> ITEM = Map.of("id", AttributeValue.fromS("one"));

  @TempDir Path folder;

  @Test
  void eachHasTablesOfItsOwn() {
    try (var one = Dynoxide.start();
        var other = Dynoxide.start();
        var client = one.client();
        var otherClient = other.client()) {
      one.createTable("things", "id");
      client.putItem(put -> put.tableName("things").item(ITEM));
      assertThat(client.getItem(get -> get.tableName("things").key(ITEM)).item()).isEqualTo(ITEM);
      assertThat(otherClient.listTables().tableNames()).isEmpty();
    }
  }

  @Test
  void endsWhenItIsClosed() {
    var before = ProcessHandle.current().descendants().toList();
    var dynoxide = Dynoxide.start();
    dynoxide.close();
    assertThat(isServed(dynoxide.port())).isFalse();
    await()
        .atMost(60, SECONDS)
        .until(() -> before.containsAll(ProcessHandle.current().descendants().toList()));
  }

  @Test
  void endsWithItsJvmThoughThatIsKilled() throws IOException {
    var host =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Host.class.getName())
            .redirectError(Redirect.INHERIT)
            .start();
    try {
      var port = Integer.parseInt(host.inputReader().readLine());
      var children = host.descendants().toList();
      assertThat(children).anyMatch(child -> program(child).endsWith("/dynoxide"));
      assertThat(isServed(port)).isTrue();

      host.destroyForcibly();

      await().atMost(60, SECONDS).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
      assertThat(isServed(port)).isFalse();
    } finally {
      host.destroyForcibly();
    }
  }

  @Test
  void doesNotHearTheInterruptOfATerminal() throws IOException {
    try (var dynoxide = Dynoxide.start()) {
      assertThat(isServed(dynoxide.port())).isTrue();
      var itself =
          ProcessHandle.current()
              .descendants()
              .filter(child -> program(child).endsWith("/dynoxide"))
              .toList();
      assertThat(itself)
          .isNotEmpty()
          .allSatisfy(
              child -> assertThat(group(child)).isNotEqualTo(group(ProcessHandle.current())));
    }
  }

  @Test
  void saysWhatAProgramSaidThatDoesNotStart() throws IOException {
    assertThat(startsOfOneThatSays("no such option: $1", "no such option: serve")).hasSize(1);
  }

  @Test
  void triesAnotherPortIfAnotherProcessBoundIt() throws IOException {
    assertThat(startsOfOneThatSays("error: port $5 is already in use", "is already in use"))
        .hasSize(5)
        .doesNotHaveDuplicates();
  }

  /** The ports that it was started with. */
  private List<String> startsOfOneThatSays(String text, String named) throws IOException {
    var program = folder.resolve("dynoxide");
    var ports = folder.resolve("ports");
    Files.writeString(
        program,
        "#!/bin/sh\necho \"$5\" >> '%s'\necho \"%s\" >&2\nexit 2\n".formatted(ports, text));
    assertThat(program.toFile().setExecutable(true)).isTrue();
    assertThatThrownBy(() -> Dynoxide.start(program.toString()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(named);
    return Files.readAllLines(ports);
  }

  @Test
  void somebodyElsesServerIsNotTakenForItself() throws IOException {
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = other.getLocalPort();
      assertThat(isServed(port)).isTrue();
      assertThatThrownBy(() -> Dynoxide.start(DynoxideBinary.find(), port))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(port + " is already in use");
    }
  }

  private static String program(ProcessHandle process) {
    return process.info().command().orElse("");
  }

  /** What Linux says after the program's name: its state, its parent and its group. */
  private static String group(ProcessHandle process) {
    try {
      var stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      return stat.substring(stat.lastIndexOf(") ") + 2).split(" ")[2];
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isServed(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
