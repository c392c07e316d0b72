package localcloud.stepfunctions;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which fields each state type knows (Amazon States Language specification). */
final class StateFields {
  static final Set<String> MACHINE =
      Set.of("Comment", "StartAt", "States", "Version", "TimeoutSeconds", "QueryLanguage");

  /** Of a branch and of an item processor, which are no machines. */
  static final Set<String> INNER = words("Comment StartAt States ProcessorConfig");

  static final Set<String> RETRIER =
      words(
          "ErrorEquals IntervalSeconds MaxAttempts BackoffRate MaxDelaySeconds JitterStrategy Comment");
  static final Set<String> CATCHER = words("ErrorEquals Next ResultPath Assign Output Comment");

  private static final String ALL = "Type Comment QueryLanguage ";
  private static final String TASK =
      "Next End Resource Retry Catch TimeoutSeconds HeartbeatSeconds Credentials Assign ";
  private static final String MAP =
      "Next End ItemProcessor Iterator ItemSelector MaxConcurrency ToleratedFailureCount"
          + " ToleratedFailurePercentage Label Retry Catch Assign ";
  private static final String PATHS = "InputPath OutputPath ";
  private static final String RESULT = PATHS + "Parameters ResultSelector ResultPath ";

  private static final Map<String, Set<String>> JSON_PATH =
      Map.of(
          "Task", words(ALL + TASK + RESULT + "TimeoutSecondsPath HeartbeatSecondsPath"),
          "Pass", words(ALL + PATHS + "Next End Result Parameters ResultPath Assign"),
          "Choice", words(ALL + PATHS + "Choices Default Assign"),
          "Wait",
              words(ALL + PATHS + "Next End Seconds SecondsPath Timestamp TimestampPath Assign"),
          "Succeed", words(ALL + PATHS),
          "Fail", words(ALL + "Error Cause ErrorPath CausePath"),
          "Parallel", words(ALL + RESULT + "Next End Branches Retry Catch Assign"),
          "Map",
              words(
                  ALL
                      + MAP
                      + RESULT
                      + "ItemsPath MaxConcurrencyPath ToleratedFailureCountPath"
                      + " ToleratedFailurePercentagePath"));

  private static final Map<String, Set<String>> JSONATA =
      Map.of(
          "Task", words(ALL + TASK + "Arguments Output"),
          "Pass", words(ALL + "Next End Output Assign"),
          "Choice", words(ALL + "Choices Default Output Assign"),
          "Wait", words(ALL + "Next End Seconds Timestamp Output Assign"),
          "Succeed", words(ALL + "Output"),
          "Fail", words(ALL + "Error Cause"),
          "Parallel", words(ALL + "Next End Branches Arguments Retry Catch Output Assign"),
          "Map", words(ALL + MAP + "Items Output"));

  private StateFields() {}

  /** The fields of a state type, or null for an unknown type. */
  static @Nullable Set<String> of(String type, QueryLanguage language) {
    return switch (language) {
      case JSON_PATH -> JSON_PATH.get(type);
      case JSONATA -> JSONATA.get(type);
    };
  }

  private static Set<String> words(String text) {
    return new TreeSet<>(Set.of(text.trim().split(" +")));
  }
}
