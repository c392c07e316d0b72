package com.example.orders.documentation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.howto.CheckoutCopy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;

/** A clone gets names of its own by one command, and works under them. */
@Tag("local")
@Execution(CONCURRENT)
@Order(1) // the longest begin first
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class RenameIT {
  // In two parts, so that the new names are no words of this file, which is renamed too.
  private static final String NAME = "book" + "stall";
  private static final String EXAMPLE = "sh" + "op"; // of the README
  private static final String TITLE = "Book" + "stall";
  private static final String PACKAGE = "org.acme." + NAME;

  /** The history, the licence, the caches that all clones share, and the local cloud. */
  private static final String[] KEPT = {
    ":!CHANGELOG.md", ":!LICENSE", ":!local/*/*", ":!scripts/find-dynoxide", ":!scripts/python-env"
  };

  /** Error Prone has seen these sources under their old names. */
  private static final String NOT_CHECKED_AGAIN =
      "-Derror-prone=-proc:none -Derror-prone.tests=-proc:none";

  @TempDir Path clone;
  private CheckoutCopy copy;

  @BeforeEach
  void copyTheSources() throws Exception {
    copy = CheckoutCopy.into(clone);
    run(clone, "git", "init", "-q");
    commit();
  }

  @Test
  void aRenamedCloneBuildsPassesItsTestsAndShowsItsDemo() throws Exception {
    var old = names();
    var built = Files.createDirectories(clone.resolve("libs/order-core/target/classes/old"));
    run(clone, "make", "rename", "PACKAGE=" + PACKAGE, "NAME=" + NAME);
    assertThat(built).as("what was built under the old names").doesNotExist();
    assertThat(names()).isEqualTo(new Names(PACKAGE, NAME));
    assertThat(leftOf(old)).isEmpty();
    assertThat(partsOf(old.group())).isEmpty();
    for (var patch : run(clone, "git", "ls-files", "docs/*.patch").lines().toList()) {
      run(clone, "git", "apply", "-C0", "--check", patch);
    }
    assertThat(run(clone, "make", "help")).contains(TITLE + ": ");

    copy.withBuilt("local"); // of which nothing was renamed
    assertThat(run(clone, "make", "demo", "QUIET=1")).contains("Every order ended as declared");
    var tests = testsThatKnowTheNames();
    assertThat(tests).hasSizeGreaterThan(10);
    run(
        clone,
        "./mvnw",
        "-q",
        "-T2",
        "-Dspotless.check.skip=true", // it was applied
        "-pl",
        modulesOfTests(tests),
        "-am",
        "-Dtest=" + classes(tests),
        "-Dsurefire.failIfNoSpecifiedTests=false",
        "test");
  }

  @Test
  void aRenamedCloneCanBeRenamedAgainOnceItIsCommitted() throws Exception {
    var original = names();
    run(clone, "scripts/rename", PACKAGE, NAME);
    var changed = fails(clone, "scripts/rename", original.group(), original.artifact());
    assertThat(changed).contains("The tree has changes that are not committed");
    commit();
    assertThat(fails(clone, "scripts/rename", PACKAGE, NAME)).contains("already");

    var first = names();
    run(clone, "scripts/rename", "com.acme.wares." + "retail", "second-ki" + "osk");
    assertThat(names()).isEqualTo(new Names("com.acme.wares." + "retail", "second-ki" + "osk"));
    commit();
    assertThat(leftOf(first)).isEmpty();
    run(clone, "scripts/rename", "com.acme." + EXAMPLE, EXAMPLE);
    commit();
    if (!names().equals(original)) {
      run(clone, "scripts/rename", original.group(), original.artifact());
    }
    commit();
    assertThat(run(clone, "git", "diff", "--stat", "HEAD~4")).isEmpty();
  }

  /** By the commands of {@code docs/howto/take-in-a-later-version.md}. */
  @Test
  void aRenamedCloneTakesInALaterVersion() throws Exception {
    var old = names();
    run(clone, "git", "branch", "later");
    run(clone, "scripts/rename", PACKAGE, NAME);
    commit();
    run(clone, "git", "branch", "renamed");
    Files.writeString(clone.resolve("OWN.md"), "ours\n");
    commit();
    var own = run(clone, "git", "branch", "--show-current").strip();
    run(clone, "git", "switch", "-q", "later");
    var readme = clone.resolve("README.md");
    Files.writeString(readme, Files.readString(readme) + "Said later.\n");
    Files.writeString(clone.resolve("ADDED.md"), "Of " + old.artifact() + ".\n");
    Files.delete(clone.resolve("SECURITY.md"));
    commit();

    run(clone, "git", "switch", "-q", "renamed");
    run(clone, "git", "read-tree", "-u", "--reset", "later");
    commit();
    run(clone, "scripts/rename", PACKAGE, NAME);
    commit();
    run(clone, "git", "switch", "-q", own);
    run(clone, "git", "-c", "user.name=t", "-c", "user.email=t@example.com", "merge", "renamed");

    assertThat(readme).content().contains("Said later.").contains(TITLE);
    assertThat(clone.resolve("ADDED.md")).hasContent("Of " + NAME + ".");
    assertThat(clone.resolve("SECURITY.md")).doesNotExist();
    assertThat(clone.resolve("OWN.md")).exists();
    assertThat(names()).isEqualTo(new Names(PACKAGE, NAME));
    assertThat(leftOf(old)).isEmpty();
  }

  @Test
  void aWordOfTheSourcesIsNoName() throws Exception {
    assertThat(fails(clone, "scripts/rename", PACKAGE, "orders"))
        .contains("NAME must be no word that the sources use already: orders");
  }

  /** The group and the artifact of the parent POM. */
  private record Names(String group, String artifact) {}

  private Names names() throws IOException {
    var pom = Files.readString(clone.resolve("pom.xml"));
    return new Names(element(pom, "groupId"), element(pom, "artifactId"));
  }

  private static String element(String pom, String name) {
    var from = pom.indexOf("<" + name + ">") + name.length() + 2;
    return pom.substring(from, pom.indexOf("</" + name + ">", from));
  }

  private List<String> leftOf(Names names) throws Exception {
    var command = new ArrayList<>(List.of("git", "grep", "-niIE"));
    var slashes = names.group().replace('.', '/');
    var group = names.group().replace(".", "[.]");
    command.add("(^|[^a-z])(%s|%s|%s)([^a-z]|$)".formatted(names.artifact(), group, slashes));
    command.addAll(List.of("--", "."));
    command.addAll(List.of(KEPT));
    var process = start(clone, command.toArray(String[]::new));
    var found = new String(process.getInputStream().readAllBytes(), UTF_8);
    var folders =
        run(clone, "git", "ls-files").lines().filter(file -> file.contains(slashes + "/"));
    return Stream.concat(found.lines(), folders)
        .filter(line -> !line.contains("PACKAGE=")) // how the command is called
        .toList();
  }

  /** Where a script knows the package's folder by its beginning, which no renaming finds. */
  private List<String> partsOf(String group) throws Exception {
    var first = "/%s([^a-z./-]|$)".formatted(group.substring(0, group.indexOf('.')));
    var process = start(clone, "git", "grep", "-nIE", first, "--", "scripts", "Makefile");
    var found = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(found).isLessThanOrEqualTo(1);
    return found.lines().toList();
  }

  /**
   * Unit tests, and the template's rules, that hold a name beside their package and imports or read
   * one from the workflow.
   */
  private List<Path> testsThatKnowTheNames() throws IOException {
    var tests = new ArrayList<Path>();
    for (var part : List.of("libs", "functions", "tests")) {
      try (var files = Files.walk(clone.resolve(part))) {
        files
            .filter(file -> file.toString().matches(".*/src/test/.*[a-z]Test\\.java"))
            .filter(file -> !part.equals("tests") || file.toString().contains("/template/"))
            .filter(RenameIT::knowsTheNames)
            .forEach(tests::add);
      }
    }
    return tests;
  }

  private static boolean knowsTheNames(Path test) {
    if (test.endsWith("EvidencePageTest.java")) {
      return true; // by WorkflowShapes
    }
    try (var lines = Files.lines(test)) {
      return lines
          .filter(line -> !line.startsWith("package ") && !line.startsWith("import "))
          .anyMatch(line -> line.contains(NAME) || line.contains(TITLE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String modulesOfTests(List<Path> tests) {
    return tests.stream()
        .map(test -> clone.relativize(test).toString().replaceFirst("/src/test/.*", ""))
        .distinct()
        .collect(Collectors.joining(","));
  }

  private static String classes(List<Path> tests) {
    return tests.stream()
        .map(test -> test.getFileName().toString().replace(".java", ""))
        .distinct()
        .collect(Collectors.joining(","));
  }

  private void commit() throws Exception {
    run(clone, "git", "add", "--all");
    run(
        clone,
        "git",
        "-c",
        "user.name=test",
        "-c",
        "user.email=test@example.com",
        "commit",
        "-q",
        "--allow-empty",
        "-m",
        "Change");
  }

  private static String run(Path folder, String... command) throws Exception {
    var process = start(folder, command);
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static String fails(Path folder, String... command) throws Exception {
    var process = start(folder, command);
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isNotZero();
    return output;
  }

  private static Process start(Path folder, String... command) throws IOException {
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("MAKE") || name.startsWith("GIT_"));
    builder.environment().put("MAVEN_ARGS", NOT_CHECKED_AGAIN);
    return builder.start();
  }
}
