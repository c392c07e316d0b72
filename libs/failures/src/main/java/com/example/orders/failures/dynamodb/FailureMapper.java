package com.example.orders.failures.dynamodb;

import static com.example.orders.dynamodb.Attributes.flag;
import static com.example.orders.dynamodb.Attributes.integer;
import static com.example.orders.dynamodb.Attributes.list;
import static com.example.orders.dynamodb.Attributes.number;
import static com.example.orders.dynamodb.Attributes.optionalText;
import static com.example.orders.dynamodb.Attributes.optionalTime;
import static com.example.orders.dynamodb.Attributes.put;
import static com.example.orders.dynamodb.Attributes.text;
import static com.example.orders.dynamodb.Attributes.texts;
import static com.example.orders.dynamodb.Attributes.time;
import static com.example.orders.dynamodb.Attributes.timeText;

import com.example.orders.dynamodb.Attributes;
import com.example.orders.failures.AuditEntry;
import com.example.orders.failures.Classification;
import com.example.orders.failures.Failure;
import com.example.orders.failures.FailureClass;
import com.example.orders.failures.FailureId;
import com.example.orders.failures.FailureSource;
import com.example.orders.failures.FailureState;
import com.example.orders.order.OrderKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Between entries and their items. The names are a contract with whoever reads the table. */
final class FailureMapper {
  static final String ID = "failureId";
  static final String PART = "part";
  static final String ENTRY = "entry";
  static final String AUDIT = "audit#";
  static final String EXPIRES_AT = "expiresAt";

  /** What an entry may lose again. */
  static final Set<String> OPTIONAL =
      Set.of("cause", "nextReplayAt", "leaseUntil", "messageGroup", "customer", "orderId");

  private FailureMapper() {}

  static Map<String, AttributeValue> key(FailureId id, String part) {
    return Map.of(ID, text(id.value()), PART, text(part));
  }

  /** Everything but the key. */
  static Map<String, AttributeValue> attributes(Failure failure) {
    var item = new HashMap<String, AttributeValue>();
    item.put("state", text(failure.state().name()));
    item.put("class", text(failure.classification().failureClass().name()));
    item.put("classRule", text(failure.classification().rule()));
    item.put("source", text(failure.source().name()));
    item.put("origin", text(failure.origin()));
    item.put("error", text(failure.error()));
    item.put("attempts", number(failure.attempts()));
    item.put("replays", number(failure.replays()));
    item.put("firstSeen", time(failure.firstSeen()));
    item.put("lastSeen", time(failure.lastSeen()));
    item.put("openSince", time(failure.openSince()));
    item.put("seenCount", number(failure.seenCount()));
    item.put("reports", list(failure.reports().stream().map(Attributes::text).toList()));
    item.put("edited", AttributeValue.fromBool(failure.edited()));
    item.put("version", number(failure.version()));
    put(item, "cause", failure.cause());
    put(item, "nextReplayAt", failure.nextReplayAt());
    put(item, "leaseUntil", failure.leaseUntil());
    put(item, "messageGroup", failure.messageGroup());
    if (failure.order() != null) {
      item.put("customer", text(failure.order().customer().value()));
      item.put("orderId", text(failure.order().orderId().value()));
    }
    return item;
  }

  static Failure failure(Map<String, AttributeValue> item) {
    return new Failure(
        new FailureId(text(item, ID)),
        FailureState.valueOf(text(item, "state")),
        new Classification(FailureClass.valueOf(text(item, "class")), text(item, "classRule")),
        FailureSource.valueOf(text(item, "source")),
        text(item, "origin"),
        text(item, "error"),
        optionalText(item, "cause"),
        integer(item, "attempts"),
        integer(item, "replays"),
        optionalTime(item, "nextReplayAt"),
        optionalTime(item, "leaseUntil"),
        item.containsKey("orderId")
            ? OrderKey.of(text(item, "customer"), text(item, "orderId"))
            : null,
        optionalText(item, "messageGroup"),
        time(item, "firstSeen"),
        time(item, "lastSeen"),
        time(item, "openSince"),
        integer(item, "seenCount"),
        reports(item),
        flag(item, "edited"),
        integer(item, "version"));
  }

  /** An entry that version 1.0.0 wrote has them under its name, until its next change. */
  private static List<String> reports(Map<String, AttributeValue> item) {
    return texts(item, item.containsKey("reports") ? "reports" : "sightings");
  }

  /** Version and result make the part unique; the version puts it in order in a millisecond. */
  static Map<String, AttributeValue> item(FailureId id, int version, AuditEntry audit) {
    var suffix = "%06d".formatted(version) + "#" + audit.result();
    var part = AUDIT + timeText(audit.at()) + "#" + suffix;
    var item = new HashMap<>(key(id, part));
    item.put("at", time(audit.at()));
    item.put("by", text(audit.by()));
    item.put("action", text(audit.action().name()));
    item.put("result", text(audit.result()));
    put(item, "detail", audit.detail());
    return item;
  }

  static AuditEntry audit(Map<String, AttributeValue> item) {
    return new AuditEntry(
        time(item, "at"),
        text(item, "by"),
        AuditEntry.Action.valueOf(text(item, "action")),
        text(item, "result"),
        optionalText(item, "detail"));
  }
}
