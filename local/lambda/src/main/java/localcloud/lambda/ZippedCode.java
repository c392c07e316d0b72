package localcloud.lambda;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipInputStream;

/** A function's code as the Lambda API takes it. */
final class ZippedCode {
  private ZippedCode() {}

  /**
   * Unpacks an archive into a new folder below {@code parent}.
   *
   * @throws IOException if it is no archive, or has a file that would be outside of the folder
   */
  static Path folder(byte[] zip, Path parent) throws IOException {
    var folder = Files.createTempDirectory(parent, "code-");
    var files = 0;
    try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        var file = folder.resolve(entry.getName()).normalize();
        if (!file.startsWith(folder)) {
          throw new IOException(entry.getName() + " is outside of the archive");
        }
        if (!entry.isDirectory()) {
          Files.createDirectories(file.resolveSibling("."));
          Files.copy(in, file);
          files++;
        }
      }
    }
    if (files == 0) {
      throw new IOException("no file is in it");
    }
    return folder;
  }
}
