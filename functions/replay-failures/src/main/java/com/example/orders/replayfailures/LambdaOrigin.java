package com.example.orders.replayfailures;

import com.example.orders.failures.Failure;
import com.example.orders.lambda.AwsClients;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;

/** Invokes the function asynchronously by its alias, to which retries and destinations belong. */
final class LambdaOrigin implements Origin {
  private final LambdaClient lambda;
  private final NotifyCustomer notifyCustomer;

  LambdaOrigin(LambdaClient lambda, NotifyCustomer notifyCustomer) {
    this.lambda = lambda;
    this.notifyCustomer = notifyCustomer;
  }

  static LambdaOrigin of(NotifyCustomer notifyCustomer) {
    return new LambdaOrigin(AwsClients.build(LambdaClient.builder()), notifyCustomer);
  }

  @Override
  public Sent send(Failure attempt, String payload) throws CannotReplayException {
    if (attempt.origin().isEmpty()) {
      throw new CannotReplayException("nobody knows which function it was");
    }
    if (!notifyCustomer.failedIn(attempt)) {
      throw new CannotReplayException("only notify-customer is invoked again");
    }
    lambda.invoke(
        r ->
            r.functionName(notifyCustomer.alias())
                .invocationType(InvocationType.EVENT)
                .payload(SdkBytes.fromUtf8String(payload)));
    return Sent.back(attempt, "invoked " + notifyCustomer.alias());
  }
}
