package localcloud.dynoxide;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code scripts/find-dynoxide} on machines with this and without that. */
class FindDynoxideTest {
  private static final Path CHECKOUT = Path.of("").toAbsolutePath().getParent().getParent();
  private static final Path SCRIPT = CHECKOUT.resolve("scripts/find-dynoxide");

  /** What the script needs of a machine: none of them comes with Dynoxide beside it. */
  private static final List<String> TOOLS =
      List.of("bash", "cat", "dirname", "head", "mktemp", "rm", "sed", "sort", "tr");

  private record Outcome(int exit, String printed, String said) {}

  @TempDir Path folder;
  private Path programs;
  private Path cache;
  private Path asked;

  @BeforeEach
  void noDynoxideAnywhere() throws IOException {
    programs = Files.createDirectory(folder.resolve("programs"));
    cache = folder.resolve("cache");
    asked = folder.resolve("npm-was-asked");
    program("uname", "case $1 in -s) echo Linux ;; *) echo x86_64 ;; esac");
    program("npm", "echo \"$3\" > " + asked + "; echo 'no such package' > package.tgz");
    for (var tool : TOOLS) {
      passOn(tool, onThePath(tool).toString());
    }
    passOn("python3", python());
  }

  @Test
  void takesTheOneThatDynoxideNames() throws Exception {
    program("mine", "echo dynoxide 1.10.0");
    var mine = programs.resolve("mine").toString();
    assertThat(find(mine)).isEqualTo(new Outcome(0, mine, ""));
  }

  @Test
  void aRelativePathCountsFromTheCheckout() throws Exception {
    program("mine", "echo dynoxide 1.2.1");
    var mine = programs.resolve("mine").toRealPath();
    var printed = find(CHECKOUT.relativize(mine).toString()).printed();
    assertThat(Path.of(printed)).isAbsolute();
    assertThat(Path.of(printed).toRealPath()).isEqualTo(mine);
  }

  @Test
  void theOneThatDynoxideNamesIsNewEnough() throws Exception {
    program("mine", "echo dynoxide 1.2.0");
    assertThat(find("mine"))
        .isEqualTo(new Outcome(1, "", "DYNOXIDE names no Dynoxide 1.2.1 or later: mine"));
  }

  @Test
  void aNameThatIsNoProgramIsAnError() throws Exception {
    assertThat(find("/nowhere/dynoxide"))
        .isEqualTo(new Outcome(1, "", "DYNOXIDE names no program: /nowhere/dynoxide"));
  }

  @Test
  void takesTheOneOnThePath() throws Exception {
    program("dynoxide", "echo dynoxide 1.2.1");
    assertThat(find("").printed()).isEqualTo(programs.resolve("dynoxide").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo dynoxide 1.2.0", "echo another 2.0.0", "exit 1"})
  void passesOverAnOlderOneOnThePath(String script) throws Exception {
    program("dynoxide", script);
    assertThat(find("").said()).contains("not the one that is pinned");
    assertThat(asked).hasContent("@dynoxide/linux-x64@1.2.1");
  }

  @Test
  void needsNoHome() throws Exception {
    program("uname", "echo Unknown");
    var outcome = find("", Set.of("HOME", "XDG_CACHE_HOME"));
    assertThat(outcome.said()).contains("the hash of @dynoxide/unknown-Unknown 1.2.1 is not known");
  }

  @Test
  void takesTheOneInTheCacheWithoutAskingNpm() throws Exception {
    var cached = cache.resolve("orderly/dynoxide-1.2.1-linux-x64/dynoxide");
    Files.createDirectories(cached.getParent());
    executable(cached, "exit 0");
    assertThat(find("").printed()).isEqualTo(cached.toString());
    assertThat(asked).doesNotExist();
  }

  @Test
  void refusesAPackageThatIsNotTheOneThatIsPinned() throws Exception {
    var outcome = find("");
    assertThat(asked).hasContent("@dynoxide/linux-x64@1.2.1");
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.printed()).isEmpty();
    assertThat(outcome.said()).contains("expected sha512-", "not the one that is pinned");
    try (var left = Files.walk(folder)) {
      assertThat(left.filter(file -> file.endsWith("dynoxide"))).isEmpty();
    }
  }

  @Test
  void saysTheWaysIfNpmGivesNone() throws Exception {
    program("npm", "exit 1");
    var outcome = find("");
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.said())
        .contains("npm gave no @dynoxide/linux-x64 1.2.1")
        .contains("npm install", "brew install", "cargo install", "DYNOXIDE=");
  }

  @Test
  void downloadsNothingForAPlatformWhoseHashIsNotKnown() throws Exception {
    program("uname", "case $1 in -s) echo Darwin ;; *) echo arm64 ;; esac");
    var outcome = find("");
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.said())
        .contains("the hash of @dynoxide/darwin-arm64 1.2.1 is not known here")
        .contains("npm install", "brew install", "cargo install", "DYNOXIDE=");
    assertThat(asked).doesNotExist();
  }

  private Outcome find(String named) throws IOException, InterruptedException {
    return find(named, Set.of());
  }

  private Outcome find(String named, Set<String> unset) throws IOException, InterruptedException {
    var errors = folder.resolve("errors");
    var command = new ProcessBuilder(SCRIPT.toString()).redirectError(errors.toFile());
    command.environment().put("PATH", programs.toString());
    command.environment().put("XDG_CACHE_HOME", cache.toString());
    command.environment().put("DYNOXIDE", named);
    command.environment().keySet().removeAll(unset);
    var process = command.start();
    var printed = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    return new Outcome(process.waitFor(), printed, Files.readString(errors).strip());
  }

  private void passOn(String name, String program) throws IOException {
    program(name, "exec '" + program + "' \"$@\"");
  }

  /** Itself: what is on the PATH may be a script of a version manager that needs more tools. */
  private static String python() throws IOException {
    var ask = new ProcessBuilder("python3", "-c", "import sys; print(sys.executable)").start();
    return new String(ask.getInputStream().readAllBytes(), UTF_8).strip();
  }

  private static Path onThePath(String tool) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(entry -> Path.of(entry, tool).toAbsolutePath())
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("There is no " + tool + " on the PATH"));
  }

  private void program(String name, String script) throws IOException {
    executable(programs.resolve(name), script);
  }

  private static void executable(Path file, String script) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
