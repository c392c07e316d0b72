package localcloud.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.endpoint.AwsErrors;
import org.jspecify.annotations.Nullable;

/**
 * What DynamoDB answers to a write of an item that is part of another's running transaction. A
 * single write is refused; a transaction is cancelled, with a reason for each of its items. Other
 * reads than TransactGetItems are answered, and of a batch the guide says nothing (developer guide,
 * "Transaction conflict handling in DynamoDB"; API reference, TransactWriteItems).
 */
final class TransactionConflicts {
  static final String SERVICE = "dynamodb";
  private static final String TRANSACTION = "TransactWriteItems";
  private static final Set<String> WRITES =
      Set.of("PutItem", "UpdateItem", "DeleteItem", TRANSACTION);
  private static final String TYPE = "com.amazonaws.dynamodb.v20120810#";
  private static final String CONFLICT = "TransactionConflict";
  private static final String WORDS = "Transaction is ongoing for the item";

  private TransactionConflicts() {}

  static boolean arePossible(AwsCall call) {
    return call.service().equals(SERVICE) && WRITES.contains(call.operation());
  }

  /** Whether calls of an operation can meet one; of any, if it is null. */
  static boolean canMeet(@Nullable String operation) {
    return operation == null || WRITES.contains(operation);
  }

  static String writes() {
    return new TreeSet<>(WRITES).toString();
  }

  /**
   * The answer to a call for which a conflict is possible.
   *
   * @param isMet the tables of which a transaction's first item meets the other transaction
   */
  static AwsAnswer answer(AwsCall call, Predicate<String> isMet) {
    return call.operation().equals(TRANSACTION)
        ? cancelled(call, isMet)
        : refused(call, CONFLICT + "Exception", WORDS);
  }

  private static AwsAnswer refused(AwsCall call, String code, String words) {
    return AwsErrors.answer(call, new AwsException(400, TYPE + code, words));
  }

  private static AwsAnswer cancelled(AwsCall call, Predicate<String> isMet) {
    var reasons = JsonNodeFactory.instance.arrayNode();
    var codes = new ArrayList<String>();
    for (var action : call.jsonOrEmpty().path("TransactItems")) {
      for (var write : action) { // one, under its kind
        var meets = !codes.contains(CONFLICT) && isMet.test(write.path("TableName").asText());
        var reason = reasons.addObject().put("Code", meets ? CONFLICT : "None");
        codes.add(reason.path("Code").asText());
        if (meets) {
          reason.put("Message", WORDS);
        }
      }
    }
    var words =
        "Transaction cancelled, please refer cancellation reasons for specific reasons " + codes;
    var plain = refused(call, "TransactionCanceledException", words);
    var body = JsonNodeFactory.instance.objectNode();
    body.put("__type", TYPE + "TransactionCanceledException");
    body.set("CancellationReasons", reasons);
    body.put("Message", words);
    return new AwsAnswer(plain.status(), plain.headers(), body.toString().getBytes(UTF_8));
  }
}
