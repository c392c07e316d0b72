package localcloud.aws;

import java.lang.System.Logger.Level;

/**
 * Answers the API calls of one or more AWS services. The whole local cloud is one such service that
 * dispatches by {@link AwsCall#service()}; its parts use it to call each other, so that every call
 * is seen, counted and checked at one place.
 */
@FunctionalInterface
public interface AwsService {
  /**
   * Answers one call. An error of the service is an answer with its HTTP status and error code, as
   * on AWS; {@link AwsException} may be thrown instead and becomes such an answer at the endpoint.
   */
  AwsAnswer answer(AwsCall call);

  /**
   * Answers one call of a caller that goes on whatever happens: what would be thrown is an answer.
   * No answer is one with status 504; a fault is logged.
   */
  default AwsAnswer attempt(AwsCall call) {
    try {
      return answer(call);
    } catch (AwsException e) {
      return AwsAnswer.text(e.status(), e.code() + ": " + e.getMessage());
    } catch (NoAnswerException e) {
      return AwsAnswer.text(504, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      System.getLogger(AwsService.class.getName())
          .log(Level.ERROR, "Fault of " + call.service() + ": " + call.operation(), e);
      return AwsAnswer.text(500, String.valueOf(e));
    }
  }
}
