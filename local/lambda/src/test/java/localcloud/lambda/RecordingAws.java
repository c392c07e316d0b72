package localcloud.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsService;

/** Takes the calls that destinations get, and answers them as a test sets them. */
final class RecordingAws implements AwsService {
  private static final ObjectMapper JSON = new ObjectMapper();

  final List<AwsCall> calls = new CopyOnWriteArrayList<>();
  volatile AwsService answers = call -> AwsAnswer.json("{\"FailedEntryCount\": 0}");

  @Override
  public AwsAnswer answer(AwsCall call) {
    calls.add(call);
    return answers.answer(call);
  }

  /** The only call so far, or the next one. */
  AwsCall call() {
    LocalFunctions.await().until(() -> !calls.isEmpty());
    return calls.getFirst();
  }

  JsonNode request() {
    return json(call().text());
  }

  /** The body of the SQS message that was sent first. */
  JsonNode message() {
    return json(request().get("MessageBody").asText());
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }
}
