package localcloud.dynoxide;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where Dynoxide is on this machine. */
final class DynoxideBinary {
  private static final String SCRIPT = "scripts/find-dynoxide";

  private DynoxideBinary() {}

  /**
   * Asks the script of the checkout or of the unpacked archive that the working directory or this
   * class is in, which downloads it if need be; elsewhere, {@code DYNOXIDE} or the {@code PATH} has
   * it.
   */
  static String find() {
    for (var start : List.of(Path.of("").toAbsolutePath(), here())) {
      for (var folder = start; folder != null; folder = folder.getParent()) {
        if (Files.isExecutable(folder.resolve(SCRIPT))) {
          return printedBy(folder.resolve(SCRIPT));
        }
      }
    }
    return System.getenv().getOrDefault("DYNOXIDE", "dynoxide");
  }

  private static Path here() {
    try {
      return Path.of(
          DynoxideBinary.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String printedBy(Path script) {
    try {
      var process = new ProcessBuilder(script.toString()).redirectError(Redirect.INHERIT).start();
      process.getOutputStream().close();
      var path = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      if (process.waitFor() != 0 || path.isEmpty()) {
        throw new IllegalStateException("No Dynoxide: " + script + " says above why");
      }
      return path;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while looking for Dynoxide", e);
    }
  }
}
