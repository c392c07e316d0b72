package com.example.orders.local.cloud;

import com.example.orders.local.aws.AwsAnswer;
import com.example.orders.local.aws.AwsCall;
import com.example.orders.local.aws.AwsService;
import java.util.HashMap;
import java.util.Map;
import org.elasticmq.NodeAddress;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/** ElasticMQ, in memory; its queue URLs lead to the local cloud's endpoint. */
final class ElasticMq implements AwsService, AutoCloseable {
  /** Error codes that SQS's Query protocol, and so the SDKs' error names, spell otherwise. */
  private static final Map<String, String> QUERY_ERRORS =
      Map.of("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue");

  private final GroupDeduplication deduplication = new GroupDeduplication();
  private final SQSRestServer server;
  private final Loopback loopback;

  private ElasticMq(SQSRestServer server) {
    this.server = server;
    this.loopback = new Loopback(server.waitUntilStarted().localAddress().getPort());
  }

  static ElasticMq start(String region, String accountId, int endpointPort) {
    return new ElasticMq(
        SQSRestServerBuilder.withInterface("127.0.0.1")
            .withPort(0)
            .withServerAddress(new NodeAddress("http", "127.0.0.1", endpointPort, ""))
            .withAWSAccountId(accountId)
            .withAWSRegion(region)
            .start());
  }

  @Override
  public AwsAnswer answer(AwsCall call) {
    var sent = loopback.forward(deduplication.outgoing(call), Map.of());
    var answer = deduplication.incoming(call, sent);
    var error = answer.headers().get("x-amzn-query-error");
    if (error == null) {
      return answer;
    }
    var code = error.substring(error.indexOf('#') + 1);
    var headers = new HashMap<>(answer.headers());
    headers.put("x-amzn-query-error", QUERY_ERRORS.getOrDefault(code, code) + ";Sender");
    return new AwsAnswer(answer.status(), headers, answer.body());
  }

  @Override
  public void close() {
    server.stopAndWait();
    loopback.close();
  }
}
