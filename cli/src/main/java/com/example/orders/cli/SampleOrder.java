package com.example.orders.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One file of {@code events/orders}: a request and what is to become of it.
 *
 * @param name the file's name without its ending
 * @param customer who sends it, or null for a request without a token
 * @param body the request's body
 * @param httpStatus the expected answer
 * @param status the order's expected terminal status, or null for a refused request
 * @param reason the expected reason of a rejection
 * @param kind {@code new}, {@code duplicate}, {@code conflict}, or {@code cancelled} soon after
 */
public record SampleOrder(
    String name,
    String description,
    @Nullable String customer,
    JsonNode body,
    int httpStatus,
    @Nullable String status,
    @Nullable String reason,
    @Nullable Long total,
    String kind) {

  /** Its customer cancels it as soon as it is stored. */
  public boolean isCancelled() {
    return kind.equals("cancelled");
  }

  /** What it is if its customer wanted to cancel it too late. */
  SampleOrder charged() {
    return new SampleOrder(
        name, description, customer, body, httpStatus, "CONFIRMED", null, total, kind);
  }

  public String orderId() {
    return body.path("orderId").asText();
  }

  /** The same request for another order ID, for a stack that has seen this one. */
  public SampleOrder withOrderId(String orderId) {
    var changed = body.<com.fasterxml.jackson.databind.node.ObjectNode>deepCopy();
    changed.put("orderId", orderId);
    return new SampleOrder(
        name, description, customer, changed, httpStatus, status, reason, total, kind);
  }

  /** Every sample order of a folder, in the order of the file names. */
  public static List<SampleOrder> readAll(Path folder) {
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .map(SampleOrder::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SampleOrder read(Path file) {
    try {
      var json = new ObjectMapper().readTree(file.toFile());
      var expect = json.required("expect");
      return new SampleOrder(
          file.getFileName().toString().replaceFirst("\\.json$", ""),
          json.required("description").asText(),
          json.path("customer").textValue(),
          json.required("body"),
          expect.required("httpStatus").intValue(),
          expect.path("status").textValue(),
          expect.path("reason").textValue(),
          expect.hasNonNull("total") ? expect.get("total").longValue() : null,
          expect.path("kind").asText("new"));
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
