package localcloud.apigateway;

import java.util.List;
import java.util.stream.Collectors;

/** The API's definition asks for what the local API Gateway cannot do, or for nonsense. */
public final class UnsupportedDefinitionException extends RuntimeException {
  private final List<Problem> problems;

  /**
   * One place of a definition.
   *
   * @param pointer a JSON pointer into the OpenAPI document
   */
  public record Problem(String pointer, String problem) {}

  UnsupportedDefinitionException(String pointer, String problem) {
    this(List.of(new Problem(pointer, problem)));
  }

  UnsupportedDefinitionException(List<Problem> problems) {
    super(
        problems.stream()
            .map(one -> "OpenAPI definition, " + one.pointer() + ": " + one.problem())
            .collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  List<Problem> problems() {
    return problems;
  }
}
