package localcloud.endpoint;

import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsService;

/**
 * Is between a caller and the service that answers it. The local cloud sends every AWS call, from
 * outside and between its own parts, through its interceptors in their order: the one place to
 * count calls, to refuse one or to let one fail.
 */
@FunctionalInterface
public interface CallInterceptor {
  /** Answers the call, as a rule by handing it on to {@code next}. */
  AwsAnswer intercept(AwsCall call, AwsService next);
}
