package com.example.orders.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A role taken from a server that answers like STS, and used for the operator's API there. */
class OperatorSessionTest {
  private static final String ASSUMED =
      """
      <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
        <AccessKeyId>key-%d</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
        <SessionToken>token</SessionToken><Expiration>%s</Expiration>
      </Credentials></AssumeRoleResult></AssumeRoleResponse>
      """;

  private final AtomicInteger taken = new AtomicInteger();
  private final List<String> signed = new CopyOnWriteArrayList<>();
  private volatile Duration session = Duration.ofHours(1);
  private volatile int most = Integer.MAX_VALUE;

  @RegisterExtension final ServerForTests server = new ServerForTests(this::answer);

  @Test
  void aSessionIsUsedForAllRequests() {
    show(2);

    assertThat(signed).containsExactly("key-1", "key-1");
  }

  @Test
  void aSessionThatIsAboutToEndIsTakenAgainForTheNextRequest() {
    session = Duration.ofMinutes(4);
    show(2);

    assertThat(signed).containsExactly("key-2", "key-3");
  }

  @Test
  void aRoleThatMayNotBeTakenAnyMoreIsSaid() {
    session = Duration.ofSeconds(30);
    most = 1;

    assertThatThrownBy(() -> show(1))
        .isInstanceOf(CommandException.class)
        .hasMessageStartingWith("The credentials could not be renewed: ");
  }

  private void show(int times) {
    var role = OperatorSession.assume("arn:aws:iam::123456789012:role/operator", server.url());
    try (var api = new OperationsApi(new OperatorSession(server.url(), "us-east-1", role))) {
      for (var i = 0; i < times; i++) {
        api.show("an-entry");
      }
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    if (exchange.getRequestURI().getPath().startsWith("/operations/")) {
      var authorization = exchange.getRequestHeaders().getFirst("Authorization");
      signed.add(authorization.replaceFirst(".*Credential=([^/]+)/.*", "$1"));
      ServerForTests.answer(exchange, 200, "{}");
    } else if (taken.get() == most) {
      ServerForTests.answer(exchange, 403, "");
    } else {
      var text = ASSUMED.formatted(taken.incrementAndGet(), Instant.now().plus(session));
      ServerForTests.answer(exchange, 200, text);
    }
  }
}
