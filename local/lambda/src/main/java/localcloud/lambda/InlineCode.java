package localcloud.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import localcloud.resources.InvalidPropertyException;

/** A function's code that is in the template: CloudFormation makes a file {@code index} of it. */
final class InlineCode {
  private InlineCode() {}

  /**
   * A folder with the file, which goes when the local cloud does.
   *
   * @throws InvalidPropertyException for a runtime that takes no inline code
   */
  static Path folder(String runtime, String text) {
    var file =
        runtime.startsWith("python") ? "index.py" : runtime.startsWith("node") ? "index.js" : null;
    if (file == null) {
      throw new InvalidPropertyException(
          "Code", runtime + " takes no inline code", "take Python or Node.js, or a folder");
    }
    try {
      var folder = Files.createTempDirectory("inline-");
      folder.toFile().deleteOnExit();
      var code = folder.resolve(file);
      Files.writeString(code, text);
      code.toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
