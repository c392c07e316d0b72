package localcloud.cloud;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import localcloud.sam.StackResource;

/** A function's code that is in the template: CloudFormation makes a file {@code index} of it. */
final class InlineCode {
  private InlineCode() {}

  /**
   * A folder with the file, which goes when the local cloud does.
   *
   * @throws IllegalStateException for a runtime that takes no inline code
   */
  static Path folder(StackResource function) {
    var runtime = function.properties().path("Runtime").asText();
    var file =
        runtime.startsWith("python") ? "index.py" : runtime.startsWith("node") ? "index.js" : null;
    if (file == null) {
      throw new IllegalStateException(
          function.logicalId() + ": " + runtime + " takes no inline code, Python and Node.js do");
    }
    try {
      var folder = Files.createTempDirectory("inline-");
      folder.toFile().deleteOnExit();
      var code = folder.resolve(file);
      Files.writeString(code, function.properties().at("/Code/ZipFile").asText());
      code.toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
