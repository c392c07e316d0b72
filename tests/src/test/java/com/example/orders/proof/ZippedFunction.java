package com.example.orders.proof;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A built function as Lambda's UpdateFunctionCode takes it. */
final class ZippedFunction {
  private ZippedFunction() {}

  static String base64(Path folder) {
    var bytes = new ByteArrayOutputStream();
    try (var files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS);
        var zip = new ZipOutputStream(bytes)) {
      zip.setLevel(0); // nobody keeps it
      for (var file : files.filter(Files::isRegularFile).toList()) {
        zip.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
        Files.copy(file, zip);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
