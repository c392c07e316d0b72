package com.example.orders.dynamodb;

import static com.example.orders.dynamodb.Attributes.list;
import static com.example.orders.dynamodb.Attributes.number;
import static com.example.orders.dynamodb.Attributes.text;

import com.example.orders.order.Order.StatusChange;
import com.example.orders.order.Orders.Transition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A change of status as a conditional update of the row. */
record Move(String update, String condition, Map<String, AttributeValue> values) {
  static final Map<String, String> NAMES = Map.of("#status", "status", "#version", "version");

  static Move of(Transition transition) {
    var sets = "SET #status = :to, #version = #version + :one, history = list_append(history, :h)";
    var removes = "";
    var condition = "#status = :from";
    var values = new HashMap<String, AttributeValue>();
    values.put(":from", text(transition.from().name()));
    values.put(":to", text(transition.to().name()));
    values.put(":one", number(1));
    var change = new StatusChange(transition.to(), transition.at());
    values.put(":h", list(List.of(OrderMapper.change(change))));
    if (transition.paymentId() != null) {
      values.put(":paymentId", text(transition.paymentId()));
      sets += ", paymentId = :paymentId";
      removes = " REMOVE paymentToken"; // paid: the secret is of no more use
    }
    if (transition.givenUpFor() != null) {
      values.put(":reason", text(transition.givenUpReason()));
      values.put(":why", text(transition.givenUpFor()));
      sets += ", reason = :reason, reasonDetail = :why";
    }
    if (transition.isDiscard()) {
      removes = " REMOVE openShard, deadline"; // nobody watches it any more
    }
    if (transition.version() != null) {
      values.put(":version", number(transition.version()));
      condition += " AND #version = :version";
    }
    return new Move(sets + removes, condition, values);
  }
}
