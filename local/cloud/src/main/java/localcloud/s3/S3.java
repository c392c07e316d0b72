package localcloud.s3;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.endpoint.SignedBy;
import org.jspecify.annotations.Nullable;

/**
 * The buckets of the templates. Its server starts with the first call: most stacks never make one.
 */
public final class S3 implements AwsService, AutoCloseable {
  private final KeyRing keys;
  private final BiPredicate<String, String> mayList;
  private final Set<String> buckets = ConcurrentHashMap.newKeySet();
  private final Writes writes = new Writes();
  private @Nullable S3Server server;
  private boolean closed;

  /**
   * Without buckets.
   *
   * @param keys whose signatures are taken
   * @param mayList whether a principal may list the bucket with this ARN
   */
  public S3(KeyRing keys, BiPredicate<String, String> mayList) {
    this.keys = keys;
    this.mayList = mayList;
  }

  void create(String bucket) {
    buckets.add(bucket);
  }

  @Override
  public AwsAnswer answer(AwsCall call) {
    var request = S3Request.of(call);
    if (!request.isAnswered()) {
      throw new AwsException(
          501, "NotImplemented", "The local S3 has no operation " + request.operation());
    }
    var signer =
        SignedBy.in(call.headers(), call.path())
            .orElseThrow(() -> new AwsException(403, "AccessDenied", "Access Denied"));
    keys.check(signer.accessKeyId(), signer.sessionToken());
    var answer =
        switch (request.operation()) {
          case "PutObject", "DeleteObject" -> writes.write(request, call, running()::answer);
          default -> running().answer(call);
        };
    var isHidden =
        request.isRead()
            && answer.status() == 404
            && buckets.contains(request.bucket())
            && !mayList.test(call.principal(), request.bucketArn());
    if (isHidden) { // S3 API reference, GetObject, "Permissions"
      throw new AwsException(403, "AccessDenied", "Access Denied");
    }
    return answer;
  }

  private synchronized S3Server running() {
    if (closed) {
      throw new AwsException(503, "ServiceUnavailable", "The local S3 is closed");
    }
    var started = server;
    if (started == null) {
      started = S3Server.start(keys, buckets);
      server = started;
    }
    return started;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (server != null) {
      server.close();
    }
  }
}
