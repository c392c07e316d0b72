package localcloud.observe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BilledUnitsTest {
  private static final AwsAnswer DONE = AwsAnswer.json("{}");

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "65536, 1", "65537, 2", "262144, 4"})
  void aMessageIsARequestForEach64Kilobytes(int bytes, long requests) {
    var body = "m".repeat(bytes);

    assertThat(BilledUnits.of(sqs("SendMessage", "{\"MessageBody\": \"" + body + "\"}"), DONE))
        .isEqualTo(new BilledUnits(requests, false));
    assertThat(BilledUnits.of(form("Action=SendMessage&MessageBody=" + body), DONE))
        .isEqualTo(new BilledUnits(requests, false));
    var received = "{\"Messages\": [{\"ReceiptHandle\": \"h\", \"Body\": \"" + body + "\"}]}";
    assertThat(BilledUnits.of(sqs("ReceiveMessage", "{}"), AwsAnswer.json(received)))
        .isEqualTo(new BilledUnits(requests, false));
  }

  @Test
  void aBatchIsBilledByItsMessagesTogether() {
    var half = "{\"MessageBody\": \"" + "ü".repeat(16_384) + "\"}";

    assertThat(billed(sqs("SendMessageBatch", "{\"Entries\": [%s, %s]}".formatted(half, half))))
        .isEqualTo(1);
    assertThat(
            billed(
                sqs("SendMessageBatch", "{\"Entries\": [%s, %s, %s]}".formatted(half, half, half))))
        .isEqualTo(2);
    assertThat(billed(sqs("DeleteMessageBatch", "{\"Entries\": [{}, {}]}"))).isEqualTo(1);
  }

  @Test
  void aReceiveThatGetsNothingIsBilledAndCountedAsEmpty() {
    var receive = sqs("ReceiveMessage", "{}");
    var inXml = "<ReceiveMessageResponse><ReceiveMessageResult/></ReceiveMessageResponse>";

    assertThat(BilledUnits.of(receive, DONE)).isEqualTo(new BilledUnits(1, true));
    assertThat(BilledUnits.of(receive, answer(200, inXml))).isEqualTo(new BilledUnits(1, true));
    assertThat(BilledUnits.of(receive, answer(403, "{}"))).isEqualTo(new BilledUnits(1, false));
    assertThat(BilledUnits.of(sqs("DeleteMessage", "{}"), DONE).empty()).isFalse();
  }

  @Test
  void anEventIsOneForEach64KilobytesIfABusAcceptedIt() {
    var put =
        AwsCall.json(
            "events",
            "role",
            "AWSEvents.PutEvents",
            """
            {"Entries": [{"Source": "s", "DetailType": "t", "Detail": "{}"},
                         {"Source": "s", "DetailType": "t", "Detail": "%s"},
                         {"Source": "s", "DetailType": "t", "Detail": "{}"}]}
            """
                .formatted("d".repeat(65_535)));
    var accepted =
        AwsAnswer.json(
            """
            {"Entries": [{"EventId": "1"}, {"EventId": "2"}, {"ErrorCode": "InternalFailure"}]}
            """);

    assertThat(BilledUnits.of(put, accepted).billed()).isEqualTo(1 + 2);
    assertThat(BilledUnits.of(put, answer(200, "{\"Entr")).billed()).isZero();
  }

  @Test
  void anotherServiceBillsTheCall() {
    assertThat(billed(AwsCall.json("dynamodb", "role", "DynamoDB_20120810.GetItem", "{}")))
        .isEqualTo(1);
  }

  private static long billed(AwsCall call) {
    return BilledUnits.of(call, DONE).billed();
  }

  private static AwsCall sqs(String operation, String body) {
    return AwsCall.json("sqs", "role", "AmazonSQS." + operation, body);
  }

  private static AwsCall form(String body) {
    var type = Map.of("content-type", "application/x-www-form-urlencoded");
    return new AwsCall("sqs", "role", "POST", "/", type, body.getBytes(UTF_8));
  }

  private static AwsAnswer answer(int status, String body) {
    return new AwsAnswer(status, Map.of(), body.getBytes(UTF_8));
  }
}
