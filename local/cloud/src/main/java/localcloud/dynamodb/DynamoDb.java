package localcloud.dynamodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsService;
import localcloud.dynoxide.Dynoxide;
import localcloud.endpoint.Loopback;

/** Tables in memory, by Dynoxide, the same for all access keys. */
public final class DynamoDb implements AwsService, AutoCloseable {
  /** Dynoxide wants a signature but checks none. */
  private static final Map<String, String> SIGNED =
      Map.of(
          "x-amz-date",
          "20260101T000000Z",
          "authorization",
          "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request,"
              + " SignedHeaders=host, Signature=0");

  private final Dynoxide dynoxide;
  private final Loopback loopback;
  private final String region;
  private final TableStreams streams;

  private DynamoDb(Dynoxide dynoxide, String region) {
    this.dynoxide = dynoxide;
    this.loopback = new Loopback(dynoxide.port());
    this.region = region;
    streams = new TableStreams(region, call -> loopback.forward(call, SIGNED));
  }

  public static DynamoDb start(String region) {
    return new DynamoDb(Dynoxide.start(), region);
  }

  @Override
  public AwsAnswer answer(AwsCall call) {
    if (TableStreams.isFor(call)) {
      return streams.answer(call);
    }
    if (!call.operation().endsWith("Table")) {
      return loopback.forward(call, SIGNED);
    }
    var answer = streams.ofTable(call);
    var text =
        answer.text().replace("arn:aws:dynamodb:dynoxide:", "arn:aws:dynamodb:" + region + ":");
    return new AwsAnswer(answer.status(), answer.headers(), text.getBytes(UTF_8));
  }

  @Override
  public void close() {
    loopback.close();
    dynoxide.close();
  }
}
