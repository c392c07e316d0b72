package localcloud.apigateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTest {
  /** The first of the patterns is the one that AWS takes, in whatever order a template has them. */
  @ParameterizedTest
  @CsvSource({
    "/api/orders, /api/{proxy+} | /{proxy+}",
    "/users/me, /users/{id} | /{x}/me",
    "/users/me, /users/me | /users/{id} | /users/{rest+} | $default",
    "/a/b/c, /{x}/b/c | /{x}/{y+} | /{x+}",
    "/, / | $default",
  })
  void takesTheMostSpecificPath(String path, String patterns) {
    var inOrder = patterns.split(" \\| ");
    var turned = Arrays.asList(inOrder.clone());
    Collections.reverse(turned);

    for (var declared : Stream.of(Arrays.asList(inOrder), turned).toList()) {
      var taken =
          declared.stream()
              .map(pattern -> new Route("GET", pattern))
              .sorted(Route.MOST_SPECIFIC_FIRST)
              .filter(route -> route.match("GET", path).isPresent())
              .findFirst();
      assertThat(taken).contains(new Route("GET", inOrder[0]));
    }
  }

  @Test
  void takesAMethodBeforeAnyOfTheSamePath() {
    var routes = Stream.of(new Route("ANY", "/a/{b}"), new Route("GET", "/a/{b}"));

    assertThat(routes.sorted(Route.MOST_SPECIFIC_FIRST).findFirst())
        .contains(new Route("GET", "/a/{b}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/api", "/api/"})
  void aGreedyParameterIsNeverEmpty(String path) {
    assertThat(new Route("ANY", "/api/{proxy+}").match("GET", path)).isEmpty();
    assertThat(new Route("ANY", "/{proxy+}").match("GET", "/")).isEmpty();
  }
}
