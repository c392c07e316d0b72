package com.example.orders.cli.story;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/** A story as JSON, for other programs. */
final class StoryJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private StoryJson() {}

  static ObjectNode of(Story story) {
    var json =
        JSON.createObjectNode()
            .put("orderId", story.orderId())
            .put("customer", story.customer())
            .put("standing", story.standing().kind().name())
            .put("text", story.standing().text())
            .put("begun", story.begun().toString())
            .put("until", story.until().toString())
            .put("polls", story.polls())
            .put("missing", story.missing());
    var hops = json.putArray("hops");
    story.hops().forEach(hop -> add(hops, hop));
    var gaps = json.putArray("gaps");
    for (var gap : story.gaps()) {
      gaps.addObject()
          .put("waitedFor", gap.waitedFor())
          .put("begun", gap.begun().toString())
          .put("milliseconds", gap.length().toMillis());
    }
    return json;
  }

  private static void add(ArrayNode hops, Hop hop) {
    var json =
        hops.addObject()
            .put("kind", hop.kind().name())
            .put("name", hop.name())
            .put("attempt", hop.attempt())
            .put("most", hop.most())
            .put("begun", hop.begun().toString());
    hop.ended()
        .ifPresent(end -> json.put("milliseconds", Duration.between(hop.begun(), end).toMillis()));
    json.put("outcome", hop.outcome()).put("detail", hop.detail()).put("fault", hop.fault());
    var calls = json.putArray("calls");
    hop.calls().forEach(call -> add(calls, call));
    var lines = json.putArray("lines");
    for (var line : hop.lines()) {
      lines
          .addObject()
          .put("at", line.at().toString())
          .put("level", line.level())
          .put("message", line.message());
    }
  }

  private static void add(ArrayNode calls, Journals.Call call) {
    var resources =
        calls
            .addObject()
            .put("caller", call.caller())
            .put("role", call.principal())
            .put("service", call.service())
            .put("operation", call.operation())
            .put("milliseconds", call.milliseconds())
            .put("status", call.status())
            .put("error", call.error())
            .put("denied", call.denied())
            .put("fault", call.fault())
            .putArray("resources");
    call.resources().forEach(resources::add);
  }
}
