package localcloud.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A SAM project as it lies on the disk.
 *
 * @param template what runs: the one that {@code sam build} has made, if there is one
 * @param source the template that was named
 */
record SamProject(Path template, Path source) {
  private static final List<String> TEMPLATES =
      List.of("template.yaml", "template.yml", "template.json");

  /** Where {@code sam build} puts what it makes, with the template's name. */
  private static final Path BUILT = Path.of(".aws-sam", "build", "template.yaml");

  /**
   * Finds the template.
   *
   * @param named a template or a folder that holds one
   * @throws UsageException if there is none
   */
  static SamProject find(String named) {
    var path = Path.of(named).toAbsolutePath().normalize();
    if (!Files.exists(path)) {
      throw new UsageException("There is no " + named);
    }
    var source = Files.isDirectory(path) ? in(path) : Optional.of(path);
    if (source.isEmpty()) {
      throw new UsageException(named + " holds no template.yaml");
    }
    var built = requireNonNull(source.get().getParent()).resolve(BUILT);
    return new SamProject(Files.exists(built) ? built : source.get(), source.get());
  }

  private static Optional<Path> in(Path folder) {
    return TEMPLATES.stream().map(folder::resolve).filter(Files::isRegularFile).findFirst();
  }

  /** The folder of the template that runs: {@code sam build} puts the functions beside it. */
  Path folder() {
    return requireNonNull(template.getParent());
  }

  /** Whether the template was changed after it was built. */
  boolean isStale() {
    try {
      return Files.getLastModifiedTime(source).compareTo(Files.getLastModifiedTime(template)) > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
