package com.example.orders.replayfailures;

import com.example.orders.failures.FailureId;
import com.example.orders.lambda.Counts;
import com.example.orders.replayfailures.Replaying.Actor;
import com.fasterxml.jackson.databind.JsonNode;

/** All that the function can do. */
record Work(Round round, Replaying replaying, Deciding deciding) {

  /** What somebody wants done with one entry. */
  ReplayResult one(JsonNode request, Counts counts) {
    var id = new FailureId(request.path("failureId").asText());
    var actor = new Actor(request.path("by").asText(), request.path("requestId").textValue());
    var reason = request.path("reason").asText();
    return switch (request.path("action").asText("replay")) {
      case "replay" -> replaying.replay(id, actor, counts);
      case "discard" -> deciding.discard(id, reason, actor, counts);
      case "undo" -> deciding.undo(id, reason, actor, counts);
      default -> throw new IllegalArgumentException("There is no such action");
    };
  }
}
