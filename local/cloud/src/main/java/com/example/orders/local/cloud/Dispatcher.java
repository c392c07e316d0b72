package com.example.orders.local.cloud;

import com.example.orders.local.aws.AwsAnswer;
import com.example.orders.local.aws.AwsCall;
import com.example.orders.local.aws.AwsException;
import com.example.orders.local.aws.AwsService;
import java.util.List;

/** Sends each call through the interceptors and then to its service. */
final class Dispatcher implements AwsService {
  private final AwsService chain;

  Dispatcher(List<CallInterceptor> interceptors, Services services) {
    AwsService next = services;
    for (var interceptor : interceptors.reversed()) {
      var rest = next;
      next = call -> interceptor.intercept(call, rest);
    }
    chain = next;
  }

  @Override
  public AwsAnswer answer(AwsCall call) {
    try {
      return chain.answer(call);
    } catch (AwsException e) {
      return AwsErrors.answer(call, e);
    }
  }
}
