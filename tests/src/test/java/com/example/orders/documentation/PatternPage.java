package com.example.orders.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import java.io.IOException;
import java.nio.file.Files;

/** A page of docs/patterns that shows what a test has computed. */
public record PatternPage(String name) {
  /** Prints the line, so that a failed test says what belongs on the page. */
  public void shows(String line) throws IOException {
    System.out.println(line);
    assertThat(Files.readString(Project.find().root().resolve("docs/patterns").resolve(name)))
        .as("docs/patterns/%s shows what this test computed", name)
        .contains(line);
  }
}
