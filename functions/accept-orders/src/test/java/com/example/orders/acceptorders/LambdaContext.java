package com.example.orders.acceptorders;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.amazonaws.services.lambda.runtime.Context;

/** An invocation that has so much time left. */
final class LambdaContext {
  private LambdaContext() {}

  static Context with(int remainingMillis) {
    var context = mock(Context.class);
    when(context.getFunctionName()).thenReturn("accept-orders");
    when(context.getAwsRequestId()).thenReturn("request-1");
    when(context.getRemainingTimeInMillis()).thenReturn(remainingMillis);
    return context;
  }

  /** Each look at the clock takes so much of the time that is left. */
  static Context running(int remainingMillis, int step) {
    var context = with(remainingMillis);
    var left = new int[] {remainingMillis + step};
    when(context.getRemainingTimeInMillis()).thenAnswer(call -> left[0] -= step);
    return context;
  }
}
