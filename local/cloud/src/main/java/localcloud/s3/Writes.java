package localcloud.s3;

import java.util.HashMap;
import java.util.Map;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;

/**
 * Lets one write in at a time, so that a condition and its write are one step, and no more in than
 * a laptop can keep.
 */
final class Writes {
  private static final long MOST_BYTES = 64L << 20;

  /** What an object takes beside its bytes: many empty ones fill the memory too. */
  private static final long OVERHEAD_BYTES = 1024;

  /** By bucket and key. */
  private final Map<String, Long> sizes = new HashMap<>();

  private long kept;

  synchronized AwsAnswer write(S3Request request, AwsCall call, AwsService store) {
    var object = request.bucket() + "/" + request.key();
    var size = request.operation().equals("PutObject") ? OVERHEAD_BYTES + size(call) : 0;
    var other = kept - sizes.getOrDefault(object, 0L);
    if (other + size > MOST_BYTES) {
      throw new AwsException(
          503, "SlowDown", "The local S3 keeps %d MiB of objects".formatted(MOST_BYTES >> 20));
    }
    var answer = store.answer(call);
    if (!answer.isError()) {
      kept = other + size;
      if (size > 0) {
        sizes.put(object, size);
      } else {
        sizes.remove(object);
      }
    }
    return answer;
  }

  /** Without the signatures that may stand between the chunks of a body. */
  private static long size(AwsCall call) {
    var decoded = call.headers().getOrDefault("x-amz-decoded-content-length", "");
    return decoded.matches("\\d{1,12}") ? Long.parseLong(decoded) : call.body().length;
  }
}
