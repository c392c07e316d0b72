package com.example.orders.webhooksclient;

import static java.util.Objects.requireNonNull;

import com.example.orders.cli.CommandException;
import com.example.orders.cli.Console;
import com.example.orders.cli.OrdersApi;
import com.example.orders.cli.Run;
import com.example.orders.cli.StackOutputs;
import com.example.orders.webhooksclient.WebhooksApi.Answer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/** Registers and manages a customer's webhooks: {@code make webhooks}. */
public final class WebhooksCommand {
  private static final String USAGE =
      "ARGS must be list, register URL [TYPE ...], show ID, verify ID, rotate ID, deliveries ID,"
          + " resend ID DELIVERY or delete ID";

  private WebhooksCommand() {}

  public static void main(String[] arguments) {
    try {
      var request = request(List.of(arguments));
      Answer answer;
      try (var api = api(System.getenv())) {
        answer = request.apply(api);
      }
      Console.say("%s", answer.body().isMissingNode() ? "Done" : answer.body().toPrettyString());
      System.exit(answer.isOk() ? 0 : 1);
    } catch (CommandException e) {
      System.err.println(e.getMessage());
      System.exit(e.exitCode());
    }
  }

  /**
   * What the words ask for.
   *
   * @throws CommandException if they are no command
   */
  static Function<WebhooksApi, Answer> request(List<String> words) {
    var values = words.subList(Math.min(1, words.size()), words.size()).toArray(String[]::new);
    var word = words.isEmpty() ? "list" : words.getFirst();
    if (word.equals("register") && values.length > 0) {
      return api -> api.register(values[0], Arrays.copyOfRange(values, 1, values.length));
    }
    return switch (word + " " + values.length) {
      case "list 0" -> WebhooksApi::list;
      case "show 1" -> api -> api.show(values[0]);
      case "verify 1" -> api -> api.verify(values[0]);
      case "rotate 1" -> api -> api.rotate(values[0]);
      case "deliveries 1" -> api -> api.deliveries(values[0]);
      case "delete 1" -> api -> api.delete(values[0]);
      case "resend 2" -> api -> api.resend(values[0], values[1]);
      default -> throw CommandException.usage(USAGE);
    };
  }

  /** The local cloud's, or a deployed stack's with a token of its pool. */
  private static WebhooksApi api(Map<String, String> environment) {
    var core = environment.getOrDefault("STACK", "");
    if (!core.isEmpty()) {
      var token = requireNonNull(environment.get("ORDERLY_TOKEN"), "ORDERLY_TOKEN");
      return new WebhooksApi(url(core, null), token);
    }
    var endpoint = Run.localEndpoint(environment);
    var url = url(Run.STACK_NAME, endpoint);
    var customer = environment.getOrDefault("CUSTOMER", "");
    var orders = StackOutputs.of(Run.STACK_NAME, endpoint).get("ApiUrl");
    return new WebhooksApi(
        url, OrdersApi.localToken(orders, customer.isEmpty() ? "acme" : customer));
  }

  static String url(String core, @Nullable String endpoint) {
    var stack = core + "-webhooks";
    try {
      return StackOutputs.of(stack, endpoint).get("WebhooksApiUrl");
    } catch (SdkException | IllegalStateException e) {
      throw new CommandException(
          "%s cannot be asked for the stack %s: %s%s"
              .formatted(
                  endpoint == null ? "AWS" : "The local cloud at " + endpoint,
                  stack,
                  String.valueOf(e.getMessage()).replace('\n', ' '),
                  endpoint == null ? "" : ". Is it up (`make run`)?"),
          e);
    }
  }
}
