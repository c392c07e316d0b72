package com.example.orders.customerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Extensions;
import com.example.orders.cli.OrdersApi;
import com.example.orders.cli.Project;
import com.example.orders.cli.Run;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import localcloud.cloud.StackSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One customer sends more than the stage lets in; another one sends five orders. */
@Tag("local")
class CustomerLimitsIT {
  /** The door: a burst of 20, and hardly anything after it. */
  private static final Map<String, String> DOOR =
      Map.of("ApiRateLimit", "1", "ApiBurstLimit", "20");

  private static final Project PROJECT = Project.find();

  @Test
  void withoutTheExtensionOneCustomerUsesUpTheStagesRate() {
    try (var cloud = LocalCloud.start(core())) {
      assertThat(place(cloud, "greedy", 60)).contains(429);
      assertThat(place(cloud, "modest", 5)).contains(429);
    }
  }

  @Test
  void withItTheCustomerIsRefusedAndTheOtherIsNot() {
    try (var cloud = LocalCloud.start(core().withStackBeside(limits(10)))) {
      var greedy = place(cloud, "greedy", 60);
      assertThat(greedy.subList(0, 10)).containsOnly(202);
      assertThat(greedy.subList(10, 60)).containsOnly(429);
      assertThat(place(cloud, "modest", 5)).containsOnly(202);
    }
  }

  /** API Gateway takes them all for the same token. */
  @Test
  void aTokenInAnotherSpellingHasNoOtherLimit() throws Exception {
    try (var cloud = LocalCloud.start(core().withStackBeside(limits(10)));
        var http = HttpClient.newHttpClient()) {
      var token = OrdersApi.localToken(cloud.apiUrl().toString(), "greedy");
      var statuses = new ArrayList<Integer>();
      for (var word : List.of("Bearer ", "bearer ", "BEARER ", "Bearer   ", "bEARER\t ")) {
        for (var order = 0; order < 3; order++) {
          statuses.add(place(http, cloud, word + token));
        }
      }
      assertThat(statuses.subList(0, 10)).containsOnly(202);
      assertThat(statuses.subList(10, 15)).containsOnly(429);
    }
  }

  private static int place(HttpClient http, LocalCloud cloud, String authorization)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(cloud.apiUrl() + "/orders"))
            .header("Authorization", authorization)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body()))
            .build();
    return http.send(request, BodyHandlers.discarding()).statusCode();
  }

  private static LocalCloudSettings core() {
    return LocalCloudSettings.of(PROJECT.template(), PROJECT.artifacts()).withParameters(DOOR);
  }

  private static StackSource limits(int ordersAMinute) {
    var source =
        Extensions.of(PROJECT).chosen("customer-limits").stacksBeside(Run.STACK_NAME).getFirst();
    var parameters = new HashMap<>(source.parameters());
    parameters.put("OrdersAMinute", Integer.toString(ordersAMinute));
    return new StackSource(source.name(), source.template(), source.artifacts(), parameters);
  }

  /** The statuses of so many orders of a customer, one after the other. */
  private static List<Integer> place(LocalCloud cloud, String customer, int orders) {
    var url = cloud.apiUrl().toString();
    var token = OrdersApi.localToken(url, customer);
    var api = new OrdersApi(url, _ -> token);
    var statuses = new ArrayList<Integer>();
    for (var order = 0; order < orders; order++) {
      statuses.add(api.place(customer, body()).httpStatus());
    }
    return statuses;
  }

  private static String body() {
    return """
        {"orderId": "%s", "lines": [{"sku": "MUG-STONEWARE", "quantity": 1}], "currency": "EUR",
         "paymentToken": "tok_visa", "shippingAddress": {"name": "Ada", "street": "12 St James Sq",
         "city": "London", "postalCode": "SW1Y", "country": "GB"}}"""
        .formatted(UUID.randomUUID());
  }
}
