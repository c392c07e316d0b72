package localcloud.endpoint;

import java.util.List;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.aws.NoAnswerException;

/** Sends each call through the interceptors and then to its service. */
public final class Dispatcher implements AwsService {
  private final AwsService chain;

  public Dispatcher(List<CallInterceptor> interceptors, Services services) {
    AwsService next = services;
    for (var interceptor : interceptors.reversed()) {
      var rest = next;
      next = call -> interceptor.intercept(call, rest);
    }
    chain = next;
  }

  /** Whoever reads the call on its way, or later from the journal, can decode it. */
  private static void checkEscapes(AwsCall call) {
    var unused = AwsCall.decoded(call.path());
    unused = call.operation(); // decodes the whole form, if it is one
  }

  @Override
  public AwsAnswer answer(AwsCall call) {
    try {
      checkEscapes(call);
      return chain.answer(call);
    } catch (AwsException e) {
      return AwsErrors.answer(call, e);
    } catch (NoAnswerException e) { // a fault rule's doing: the caller gets none
      throw e;
    } catch (RuntimeException e) {
      return Services.fault(call, e);
    }
  }
}
