package localcloud.sqs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.regex.Pattern;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsService;
import localcloud.faults.Faults;

/**
 * Lets the times be off that SQS tells of a message. The queue itself goes by the right clock, so
 * visibility and deduplication stay as they are.
 */
public record QueueClock(AwsService sqs, Faults faults) implements AwsService {
  /** In a message's body the quotes would be escaped. */
  private static final Pattern TIME =
      Pattern.compile(
          "((?:SentTimestamp|ApproximateFirstReceiveTimestamp)(?:\":\"|</Name>\\s*<Value>))(\\d+)");

  @Override
  public AwsAnswer answer(AwsCall call) {
    var answer = sqs.answer(call);
    var skew = faults.skew("sqs").toMillis();
    if (skew == 0 || !call.operation().equals("ReceiveMessage")) {
      return answer;
    }
    var text =
        TIME.matcher(answer.text())
            .replaceAll(time -> time.group(1) + (Long.parseLong(time.group(2)) + skew));
    var headers = new HashMap<>(answer.headers());
    return new AwsAnswer(answer.status(), headers, text.getBytes(UTF_8));
  }
}
