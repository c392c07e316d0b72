package com.example.orders.template;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A YAML file as it was written, with the short forms of CloudFormation's functions. */
record SourceFile(Node root) {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  /**
   * A node of the file.
   *
   * @param path the keys that lead to it, each behind a slash
   * @param function the short form that it is written with, such as {@code GetAtt}; else empty
   * @param text empty for a map and a list
   */
  record Value(String path, String function, String text) {}

  static SourceFile read(String file) {
    try {
      return of(Files.readString(ROOT.resolve(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static SourceFile of(String text) {
    var yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
    return new SourceFile(yaml.compose(new StringReader(text)));
  }

  Stream<Value> values() {
    return values("", root);
  }

  private static Stream<Value> values(String path, Node node) {
    var tag = node.getTag().getValue();
    var function = tag.startsWith("!") ? tag.substring(1) : "";
    return switch (node) {
      case ScalarNode scalar -> Stream.of(new Value(path, function, scalar.getValue()));
      case MappingNode map ->
          Stream.concat(
              Stream.of(new Value(path, function, "")),
              map.getValue().stream()
                  .flatMap(
                      entry ->
                          values(
                              path + "/" + ((ScalarNode) entry.getKeyNode()).getValue(),
                              entry.getValueNode())));
      case SequenceNode list ->
          Stream.concat(
              Stream.of(new Value(path, function, "")),
              IntStream.range(0, list.getValue().size())
                  .boxed()
                  .flatMap(index -> values(path + "/" + index, list.getValue().get(index))));
      default -> throw new IllegalArgumentException(path + ": " + node);
    };
  }
}
