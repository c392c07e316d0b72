package com.example.orders.liveclient;

import static java.util.Objects.requireNonNull;

import com.example.orders.cli.CommandException;
import com.example.orders.cli.Console;
import com.example.orders.cli.OrdersApi;
import com.example.orders.cli.Project;
import com.example.orders.cli.Run;
import com.example.orders.cli.SampleOrder;
import com.example.orders.cli.StackOutputs;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;

/** {@code make live}: serves the page for one customer until it is stopped. */
public final class LiveCommand {
  private static final String NAME = "live-updates";

  private LiveCommand() {}

  public static void main(String[] arguments) throws InterruptedException {
    try {
      var page = serve(System.getenv());
      Console.say("LIVE %s", page.url());
      Thread.currentThread().join();
    } catch (CommandException e) {
      System.err.println(e.getMessage());
      System.exit(e.exitCode());
    }
  }

  private static LivePage serve(Map<String, String> environment) {
    var port = environment.getOrDefault("PORT", "");
    if (!port.matches("\\d{0,5}")) {
      throw CommandException.usage("PORT must be a port, or 0 for any free one, not: " + port);
    }
    var sample = SampleOrder.readAll(Project.find().sampleOrders()).getFirst();
    return LivePage.serve(port.isEmpty() ? 0 : Integer.parseInt(port), apis(environment), sample);
  }

  /** Of the local cloud, which gives out tokens, or of a deployed stack with a token. */
  private static CustomerApis apis(Map<String, String> environment) {
    var stack = environment.getOrDefault("STACK", "");
    if (stack.isEmpty()) {
      var customer = environment.getOrDefault("CUSTOMER", "");
      var endpoint = Run.localEndpoint(environment);
      var orders = output(Run.STACK_NAME, "ApiUrl", endpoint);
      return new CustomerApis(
          orders,
          output(Run.STACK_NAME + "-" + NAME, "TicketsApiUrl", endpoint),
          () -> OrdersApi.localToken(orders, customer.isEmpty() ? "acme" : customer));
    }
    var token = requireNonNull(environment.get("ORDERLY_TOKEN"), "ORDERLY_TOKEN");
    return new CustomerApis(
        output(stack, "ApiUrl", ""), output(stack + "-" + NAME, "TicketsApiUrl", ""), () -> token);
  }

  private static String output(String stack, String name, String endpoint) {
    try {
      return StackOutputs.of(stack, endpoint.isEmpty() ? null : endpoint).get(name);
    } catch (SdkException | IllegalStateException e) {
      throw new CommandException(
          endpoint.isEmpty()
              ? "%s: %s".formatted(stack, e.getMessage())
              : "No local cloud with the stack %s answers at %s.".formatted(stack, endpoint),
          e);
    }
  }
}
