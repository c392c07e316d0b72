package com.example.orders.template;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The functions' jars as {@code scripts/build} has them written for what is deployed. */
class UncompressedJarsTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final String CODE = "class".repeat(100);

  @TempDir Path folder;

  @Test
  void thePoolHoldsWhatTheFunctionsHaveAndNothingElse() throws Exception {
    jar("one/order.jar", CODE);
    jar("two/order.jar", CODE);
    jar("two/sdk-2.jar", CODE);
    jar("pool/sdk-1.jar", CODE);
    jar("pool/sdk-2.jar.made", CODE);

    assertThat(write()).isEqualTo("0 ");

    try (var pool = Files.list(folder.resolve("pool"))) {
      assertThat(pool.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("order.jar", "sdk-2.jar");
    }
    try (var written = new ZipFile(folder.resolve("pool/order.jar").toFile())) {
      var entry = written.getEntry("Order.class");
      assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
      assertThat(written.getInputStream(entry)).hasContent(CODE);
    }
  }

  /** Whatever its time is. One that holds the same stays: JVMs' archives of classes name it. */
  @Test
  void aJarIsWrittenAnewIfItHoldsOtherFiles() throws Exception {
    jar("one/changed.jar", "new");
    jar("one/same.jar", CODE);
    var changed = jar("pool/changed.jar", "old");
    var same = jar("pool/same.jar", CODE);
    Files.setLastModifiedTime(changed, FileTime.fromMillis(System.currentTimeMillis() + 9_000));
    var before = Files.readAttributes(same, "lastModifiedTime,fileKey");
    jar("two/same.jar", CODE);

    assertThat(write()).isEqualTo("0 ");

    try (var written = new ZipFile(changed.toFile())) {
      assertThat(written.getInputStream(written.getEntry("Order.class"))).hasContent("new");
    }
    assertThat(Files.readAttributes(same, "lastModifiedTime,fileKey")).isEqualTo(before);
  }

  @Test
  void twoJarsOfOneNameMustHoldTheSame() throws Exception {
    var one = jar("one/order.jar", CODE);
    var two = jar("two/order.jar", CODE.replace('c', 'g'));
    Files.setLastModifiedTime(two, Files.getLastModifiedTime(one));

    assertThat(write())
        .isEqualTo("1 Two jars of one name differ: one/order.jar and two/order.jar\n");
  }

  private Path jar(String name, String content) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    try (var jar = new ZipOutputStream(Files.newOutputStream(file))) {
      jar.putNextEntry(new ZipEntry("Order.class"));
      jar.write(content.getBytes(UTF_8));
    }
    return file;
  }

  /** The exit code, and what it says. */
  private String write() throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var script = ROOT.resolve("scripts/UncompressedJars.java").toString();
    var process =
        new ProcessBuilder(java, "-XX:TieredStopAtLevel=1", script, "pool", "one", "two")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return process.waitFor() + " " + output;
  }
}
