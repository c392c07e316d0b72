package com.example.orders.local.dynoxide;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/find-dynoxide} on machines with this and without that. */
class FindDynoxideTest {
  private static final Path SCRIPT = Path.of("../../scripts/find-dynoxide").toAbsolutePath();

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
    program("npm", "echo \"$5\" > " + asked + "; echo 'no such package' > \"$4/package.tgz\"");
  }

  @Test
  void takesTheOneThatDynoxideNames() throws Exception {
    program("mine", "exit 0");
    var mine = programs.resolve("mine").toString();
    assertThat(find(mine)).isEqualTo(new Outcome(0, mine, ""));
  }

  @Test
  void aNameThatIsNoProgramIsAnError() throws Exception {
    assertThat(find("/nowhere/dynoxide"))
        .isEqualTo(new Outcome(1, "", "DYNOXIDE names no program: /nowhere/dynoxide"));
  }

  @Test
  void takesTheOneOnThePath() throws Exception {
    program("dynoxide", "exit 0");
    assertThat(find("").printed()).isEqualTo(programs.resolve("dynoxide").toString());
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
    var errors = folder.resolve("errors");
    var command = new ProcessBuilder(SCRIPT.toString()).redirectError(errors.toFile());
    var path =
        Stream.of(System.getenv("PATH").split(":"))
            .filter(entry -> !Files.exists(Path.of(entry, "dynoxide")))
            .reduce(programs.toString(), (before, entry) -> before + ":" + entry);
    command.environment().put("PATH", path);
    command.environment().put("XDG_CACHE_HOME", cache.toString());
    command.environment().put("DYNOXIDE", named);
    var process = command.start();
    var printed = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    return new Outcome(process.waitFor(), printed, Files.readString(errors).strip());
  }

  private void program(String name, String script) throws IOException {
    executable(programs.resolve(name), script);
  }

  private static void executable(Path file, String script) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
