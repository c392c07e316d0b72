package com.example.orders.greetcustomer;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.example.orders.json.OrderJson;
import com.example.orders.order.OrderKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Invoked by a rule on the core's bus; reads the event with the core's libraries. */
public final class GreetCustomerHandler implements RequestStreamHandler {

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    var data = OrderJson.mapper().readTree(input).at("/detail/data");
    var order = OrderKey.of(data.path("customer").asText(), data.path("orderId").asText());
    context.getLogger().log("Greetings to " + order.messageGroup());
  }
}
