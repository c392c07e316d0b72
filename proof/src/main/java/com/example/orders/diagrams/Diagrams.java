package com.example.orders.diagrams;

import com.example.orders.cli.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Draws the diagrams anew: {@code make diagrams}. */
public final class Diagrams {
  private static final String BEGIN = "<!-- drawn by `make diagrams` -->\n";
  private static final String END = "<!-- end of the drawing -->\n";

  private Diagrams() {}

  /** Puts the workflow's diagram into its page. */
  public static void main(String[] arguments) throws IOException {
    var root = Project.find().root();
    Files.writeString(page(root), drawn(root));
  }

  static Path page(Path root) {
    return root.resolve("docs/workflow.md");
  }

  /** The page with its diagram as the definition is now. */
  static String drawn(Path root) throws IOException {
    var text = Files.readString(page(root));
    var from = text.indexOf(BEGIN);
    var to = text.indexOf(END);
    if (from < 0 || to < from) {
      throw new IllegalStateException(page(root) + " has no place for the diagram: " + BEGIN);
    }
    var diagram = WorkflowDiagram.of(root).mermaid();
    return text.substring(0, from + BEGIN.length()) + diagram + text.substring(to);
  }
}
