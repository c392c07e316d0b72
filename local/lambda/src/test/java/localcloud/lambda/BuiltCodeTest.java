package localcloud.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuiltCodeTest {
  private static final String HANDLER = "com.example.Hello::handle";

  @TempDir Path folder;

  @Test
  void theFolderAmongTheArtifactsComesFirst() throws IOException {
    var built = Files.createDirectories(folder.resolve("artifacts/Hello"));
    classes(folder.resolve("code"));

    assertThat(find(folder.resolve("code"))).isEqualTo(built);
  }

  @Test
  void aFolderOfClassesOfJarsOrAJarIsCode() throws IOException {
    var classes = classes(folder.resolve("classes"));
    var jar = jar(folder.resolve("hello.jar"));
    var jars = jar(folder.resolve("jars/lib/hello.jar")).getParent().getParent();

    assertThat(find(classes)).isEqualTo(classes);
    assertThat(find(jar)).isEqualTo(jar);
    assertThat(find(jars)).isEqualTo(jars);
  }

  @ParameterizedTest
  @CsvSource({"app.handler, app.py", "app.handler, app.mjs", "src/app.handler, src/app.js"})
  void theFolderOfAScriptIsCode(String handler, String file) throws IOException {
    var code = Files.createDirectories(folder.resolve("code/src")).getParent();
    assertThat(BuiltCode.find(folder, "Hello", code, handler)).isEmpty();

    Files.createFile(code.resolve(file));

    assertThat(BuiltCode.find(folder, "Hello", code, handler)).contains(code);
    assertThat(BuiltCode.find(folder, "Hello", code, "other.handler")).isEmpty();
  }

  @Test
  void sourcesAndOtherCodeAreNone() throws IOException {
    var sources = Files.createDirectories(folder.resolve("src/com/example"));
    Files.writeString(sources.resolve("Hello.java"), "class Hello {}");
    Files.createDirectories(folder.resolve("src/lib"));
    var text = Files.writeString(folder.resolve("hello.zip"), "no jar");

    assertThat(found(folder.resolve("src"))).isEmpty();
    assertThat(found(text)).isEmpty();
    assertThat(found(folder.resolve("nothing"))).isEmpty();
  }

  private Path find(Path codeUri) {
    return found(codeUri).orElseThrow();
  }

  private Optional<Path> found(Path codeUri) {
    return BuiltCode.find(folder.resolve("artifacts"), "Hello", codeUri, HANDLER);
  }

  private static Path classes(Path to) throws IOException {
    Files.createDirectories(to.resolve("com/example"));
    Files.createFile(to.resolve("com/example/Hello.class"));
    return to;
  }

  private static Path jar(Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try (var out = new JarOutputStream(Files.newOutputStream(to))) {
      out.putNextEntry(new JarEntry("com/example/Hello.class"));
    }
    return to;
  }
}
