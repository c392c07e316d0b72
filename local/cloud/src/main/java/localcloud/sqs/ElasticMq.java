package localcloud.sqs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Map;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsService;
import localcloud.endpoint.Loopback;
import org.apache.pekko.actor.ActorSystem;
import org.elasticmq.NodeAddress;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/** ElasticMQ, in memory; its queue URLs lead to the local cloud's endpoint. */
public final class ElasticMq implements AwsService, AutoCloseable {
  /** Daemon threads, and no word to anyone. */
  private static final Config QUIET =
      ConfigFactory.parseString(
          "pekko { daemonic = on, loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off }");

  private final GroupDeduplication deduplication = new GroupDeduplication();
  private final ActorSystem actors;
  private final Loopback loopback;
  private final FifoLongPolls queues;

  private ElasticMq(ActorSystem actors, SQSRestServer server) {
    this.actors = actors;
    this.loopback = new Loopback(server.waitUntilStarted().localAddress().getPort());
    this.queues = new FifoLongPolls(call -> loopback.forward(call, Map.of()));
  }

  public static ElasticMq start(String region, String accountId, int endpointPort) {
    var actors = ActorSystem.create("elasticmq", QUIET.withFallback(ConfigFactory.load()));
    return new ElasticMq(
        actors,
        SQSRestServerBuilder.withActorSystem(actors)
            .withInterface("127.0.0.1")
            .withPort(0)
            .withServerAddress(new NodeAddress("http", "127.0.0.1", endpointPort, ""))
            .withAWSAccountId(accountId)
            .withAWSRegion(region)
            .start());
  }

  @Override
  public AwsAnswer answer(AwsCall call) {
    var sent = queues.answer(deduplication.outgoing(call));
    return deduplication.incoming(call, sent);
  }

  @Override
  public void close() {
    loopback.close();
    actors.terminate(); // not awaited: a long poll that is under way takes it up to 20 seconds
  }
}
