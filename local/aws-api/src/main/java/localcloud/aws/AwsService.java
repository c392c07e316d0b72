package localcloud.aws;

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
}
