package com.example.orders.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** The layers of retries, as their page lists them, are those of the template. */
class RetriesPageTest {
  private static final TransformedTemplate TEMPLATE = TransformedTemplate.ours();

  @Test
  void thePageHasTheTemplatesNumbers() throws IOException {
    var queue = TEMPLATE.get("OrdersQueue");
    var receives = queue.at("/RedrivePolicy/maxReceiveCount").asInt();
    var visibility = queue.at("/VisibilityTimeout").asInt();
    var invocations =
        TEMPLATE
            .ofType("AWS::Lambda::EventInvokeConfig")
            .filter(config -> config.id().startsWith("NotifyCustomer"))
            .mapToInt(config -> 1 + config.at("/MaximumRetryAttempts").asInt())
            .sum();

    assertThat(Files.readString(Project.find().root().resolve("docs/patterns/retries.md")))
        .contains(
            "| the orders queue | %d receives of a message | %d s, its visibility timeout |\n"
                .formatted(receives, visibility),
            "| an event for `notify-customer` | %d invocations |".formatted(invocations));
  }
}
