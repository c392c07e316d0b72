package com.example.orders.operatefailures;

/** A request that gets no for an answer, as RFC 9457 words it. */
final class Problem extends RuntimeException {
  private final int status;
  private final String type;
  private final String title;

  private Problem(int status, String type, String title, String detail) {
    super(detail, null, false, false);
    this.status = status;
    this.type = type;
    this.title = title;
  }

  /** A parameter of the query or the path that breaks its rule. */
  static Problem parameter(String name, String rule) {
    return new Problem(400, "invalid-parameters", "Invalid parameters", name + " " + rule);
  }

  /** A field of the body that breaks its rule. */
  static Problem body(String field, String rule) {
    return new Problem(400, "invalid-body", "Invalid body", field + " " + rule);
  }

  static Problem mediaType() {
    return new Problem(
        415,
        "unsupported-media-type",
        "Unsupported media type",
        "Send the body as application/json in UTF-8.");
  }

  static Problem nobody() {
    return new Problem(403, "forbidden", "Forbidden", "The request does not say who makes it.");
  }

  static Problem noSuchResource() {
    return new Problem(
        404, "no-such-resource", "No such resource", "This API has no such path or method.");
  }

  static Problem unknownFailure() {
    return new Problem(
        404, "unknown-failure", "Unknown failure", "There is no entry with this ID.");
  }

  /** The entry does not allow it. */
  static Problem refused(String reason) {
    return new Problem(409, "refused", "Refused", "Refused: " + reason + ".");
  }

  static Problem changed() {
    return refused("somebody else changed the entry in the meantime; look at it again");
  }

  static Problem replayUnknown() {
    return new Problem(
        502,
        "replay-unknown",
        "Replay unknown",
        "There was no answer. Whether it was done, the entry tells: look at it again.");
  }

  int status() {
    return status;
  }

  String type() {
    return "urn:orderly:problem:" + type;
  }

  String title() {
    return title;
  }

  String detail() {
    return String.valueOf(getMessage());
  }
}
