package localcloud.apigateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The IAM policy that a Lambda authorizer answers: may its caller invoke a method? A statement with
 * a condition is not evaluated here and makes the answer one that cannot be read.
 */
record AuthorizerPolicy(List<Statement> statements) {
  /** What a policy says of one method. */
  enum Decision {
    ALLOWED,
    DENIED,
    NOT_ALLOWED
  }

  private record Statement(boolean allows, List<Pattern> actions, List<Pattern> resources) {
    boolean isAbout(String methodArn) {
      return actions.stream().anyMatch(action -> action.matcher("execute-api:Invoke").matches())
          && resources.stream().anyMatch(resource -> resource.matcher(methodArn).matches());
    }
  }

  /**
   * Reads the answer's {@code policyDocument}.
   *
   * @throws IllegalArgumentException if it is no policy that can be evaluated
   */
  static AuthorizerPolicy parse(JsonNode document) {
    var given = document.path("Statement");
    if (!document.isObject() || given.isMissingNode()) {
      throw new IllegalArgumentException("Could not parse policy");
    }
    var statements = new ArrayList<Statement>();
    for (var statement : given.isObject() ? List.of(given) : given) {
      statements.add(statement(statement));
    }
    return new AuthorizerPolicy(List.copyOf(statements));
  }

  private static Statement statement(JsonNode given) {
    for (var name : List.of("Condition", "NotAction", "NotResource")) {
      if (!given.path(name).isEmpty()) {
        throw new IllegalArgumentException(name + " is not evaluated locally");
      }
    }
    var effect = given.path("Effect").asText();
    if (!effect.equals("Allow") && !effect.equals("Deny")) {
      throw new IllegalArgumentException("Effect is neither Allow nor Deny");
    }
    return new Statement(
        effect.equals("Allow"),
        patterns(given.path("Action"), Pattern.CASE_INSENSITIVE),
        patterns(given.path("Resource"), 0));
  }

  private static List<Pattern> patterns(JsonNode given, int flags) {
    var texts = given.isTextual() ? List.of(given.asText()) : Authorizer.texts(given);
    if (texts.isEmpty()) {
      throw new IllegalArgumentException("a statement without Action or Resource");
    }
    return texts.stream().map(text -> Pattern.compile(wildcards(text), flags)).toList();
  }

  /** The wildcards of IAM: any characters, or any one of them. */
  private static String wildcards(String text) {
    return text.chars()
        .mapToObj(
            c ->
                switch (c) {
                  case '*' -> ".*";
                  case '?' -> ".";
                  default -> Pattern.quote(Character.toString(c));
                })
        .collect(Collectors.joining());
  }

  /** What is denied is denied, whatever else allows it. */
  Decision decide(String methodArn) {
    var decision = Decision.NOT_ALLOWED;
    for (var statement : statements) {
      if (statement.isAbout(methodArn)) {
        if (!statement.allows()) {
          return Decision.DENIED;
        }
        decision = Decision.ALLOWED;
      }
    }
    return decision;
  }
}
