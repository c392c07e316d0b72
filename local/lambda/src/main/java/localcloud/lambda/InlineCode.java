package localcloud.lambda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import localcloud.resources.InvalidPropertyException;

/**
 * A function's code that is in the template.
 *
 * @param file the name of the file that CloudFormation makes of it
 */
record InlineCode(String file, String text) {
  /**
   * The code for a runtime.
   *
   * @throws InvalidPropertyException for a runtime that takes no inline code
   */
  static InlineCode of(String runtime, String text) {
    if (runtime.startsWith("python")) {
      return new InlineCode("index.py", text);
    }
    if (runtime.startsWith("node")) {
      return new InlineCode("index.js", text);
    }
    throw new InvalidPropertyException(
        "Code", runtime + " takes no inline code", "take Python or Node.js, or a folder");
  }

  /** Writes the file into a new folder below {@code parent}. */
  Path folder(Path parent) throws IOException {
    var folder = Files.createTempDirectory(parent, "inline-");
    Files.writeString(folder.resolve(file), text);
    return folder;
  }
}
