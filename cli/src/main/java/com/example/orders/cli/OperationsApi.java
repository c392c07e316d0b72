package com.example.orders.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The operator's API over HTTP, each request signed. */
public final class OperationsApi implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FAILURES = "/operations/failures";

  private final OperatorSession session;
  private final SignedHttp http;

  public OperationsApi(OperatorSession session) {
    this.session = session;
    this.http = new SignedHttp(session.credentials(), "execute-api", session.region());
  }

  /** What a request was answered with. */
  public record Answer(int httpStatus, JsonNode body) {
    public boolean isOk() {
      return httpStatus < 300;
    }

    /** What went wrong, in the API's words. */
    public String problem() {
      var detail = body.path("detail").asText(body.path("message").asText("no reason given"));
      return detail + " (HTTP " + httpStatus + ")";
    }
  }

  public Answer list(Map<String, String> query) {
    SortedMap<String, String> sorted = new TreeMap<>(query);
    var text =
        sorted.entrySet().stream()
            .map(one -> SignedHttp.encode(one.getKey()) + "=" + SignedHttp.encode(one.getValue()))
            .collect(Collectors.joining("&"));
    return send("GET", FAILURES + (text.isEmpty() ? "" : "?" + text), "");
  }

  public Answer show(String id) {
    return send("GET", FAILURES + "/" + SignedHttp.encode(id), "");
  }

  public Answer replay(String id) {
    return send("POST", FAILURES + "/" + SignedHttp.encode(id) + "/replay", "");
  }

  public Answer edit(String id, String payload) {
    var body = JSON.createObjectNode().put("payload", payload).toString();
    return send("PUT", FAILURES + "/" + SignedHttp.encode(id) + "/payload", body);
  }

  public Answer undo(String id, String reason) {
    return decide("undo", id, reason);
  }

  public Answer discard(String id, String reason) {
    return decide("discard", id, reason);
  }

  private Answer decide(String what, String id, String reason) {
    var body = JSON.createObjectNode().put("reason", reason).toString();
    return send("POST", FAILURES + "/" + SignedHttp.encode(id) + "/" + what, body);
  }

  @Override
  public void close() {
    http.close();
  }

  private Answer send(String method, String path, String body) {
    return answer(http.send(method, URI.create(session.apiUrl() + path), body));
  }

  private static Answer answer(HttpResponse<String> response) {
    try {
      return new Answer(response.statusCode(), JSON.readTree(response.body()));
    } catch (JsonProcessingException e) {
      return new Answer(response.statusCode(), JSON.createObjectNode());
    }
  }
}
