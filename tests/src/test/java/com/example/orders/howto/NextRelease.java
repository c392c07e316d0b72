package com.example.orders.howto;

import com.example.orders.cli.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands a test the checkout as it would be one release later, with the patches of {@code
 * docs/howto} in it and the core's functions built: once for all tests of a run.
 */
public final class NextRelease implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Project.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(NextRelease.class))
        .getOrComputeIfAbsent(Built.class, _ -> Built.make(), Built.class)
        .project();
  }

  private record Built(Path folder, Project project) implements AutoCloseable {
    static Built make() {
      try {
        var folder = Files.createTempDirectory("next-release-").toRealPath();
        var copy =
            CheckoutCopy.into(folder).withoutExtensions().withBuilt("libs", "functions", "local");
        copy.apply(new Patch("add-a-field"));
        copy.apply(new Patch("add-a-step"));
        copy.buildFunctions();
        return new Built(folder, copy.project());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      try (var files = Files.walk(folder)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
