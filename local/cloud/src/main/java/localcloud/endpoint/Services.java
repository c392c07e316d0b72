package localcloud.endpoint;

import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.aws.NoAnswerException;

/** The services of the local cloud by their signing names. */
public final class Services implements AwsService {
  private static final System.Logger LOGGER = System.getLogger(Services.class.getName());

  private final Map<String, AwsService> services = new ConcurrentHashMap<>();

  /** Makes a service answer the calls with this signing name. */
  public void register(String service, AwsService answers) {
    services.put(service, answers);
  }

  @Override
  public AwsAnswer answer(AwsCall call) {
    var service = services.get(call.service());
    if (service == null) {
      throw new AwsException(
          501,
          "NotImplemented",
          "The local cloud has no service \"" + call.service() + "\" in this stack");
    }
    try {
      return service.answer(call);
    } catch (AwsException e) {
      return AwsErrors.answer(call, e);
    } catch (NoAnswerException e) { // a fault rule's doing
      return AwsErrors.answer(call, failure(call, e));
    } catch (RuntimeException e) {
      return fault(call, e);
    }
  }

  /** Logs what is wrong in the local cloud, and answers as AWS does then. */
  static AwsAnswer fault(AwsCall call, RuntimeException cause) {
    LOGGER.log(
        Level.ERROR, "Fault of the local " + call.service() + ": " + call.operation(), cause);
    return AwsErrors.answer(call, failure(call, cause));
  }

  private static AwsException failure(AwsCall call, RuntimeException cause) {
    return new AwsException(500, "InternalFailure", call.operation() + ": " + cause);
  }
}
