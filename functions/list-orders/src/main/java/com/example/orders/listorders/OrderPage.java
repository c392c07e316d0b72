package com.example.orders.listorders;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.example.orders.lambda.CustomerApi;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A page of orders, and where the next one begins if there may be one. */
record OrderPage(List<Listed> orders, Optional<Place> next) {

  /** One order of a page; what it does not have yet is null. */
  record Listed(
      Place place,
      String status,
      @Nullable Long total,
      @Nullable String currency,
      @Nullable String reason) {

    private ObjectNode json(String path) {
      var json =
          CustomerApi.object()
              .put("orderId", place.orderId())
              .put("status", status)
              .put("acceptedAt", place.acceptedAt());
      if (total != null) {
        json.put("total", total);
      }
      if (currency != null) {
        json.put("currency", currency);
      }
      if (reason != null) {
        json.put("reason", reason);
      }
      json.putObject("links").put("self", path + "/" + place.orderId());
      return json;
    }
  }

  /**
   * The page as its customer sees it.
   *
   * @param path of the list, for its links
   */
  ObjectNode json(String path, String limit) {
    var json = CustomerApi.object();
    var all = json.putArray("orders");
    orders.forEach(order -> all.add(order.json(path)));
    next.ifPresent(place -> json.put("nextCursor", place.cursor()));
    var links = json.putObject("links").put("self", path);
    next.ifPresent(
        place ->
            links.put(
                "next",
                "%s?limit=%s&cursor=%s"
                    .formatted(path, limit, URLEncoder.encode(place.cursor(), UTF_8))));
    return json;
  }
}
