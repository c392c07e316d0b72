package com.example.orders.local.cloud;

import com.example.orders.local.aws.AwsAnswer;
import com.example.orders.local.aws.AwsCall;
import com.example.orders.local.aws.AwsException;
import com.example.orders.local.aws.AwsService;

/** STS, as far as it says who a caller is. */
record SecurityTokens(String accountId) implements AwsService {

  @Override
  public AwsAnswer answer(AwsCall call) {
    var request = QueryRequest.of(call);
    if (!request.action().equals("GetCallerIdentity")) {
      throw new AwsException(400, "InvalidAction", "The local STS has no " + request.action());
    }
    return request.answer(
        "https://sts.amazonaws.com/doc/2011-06-15/",
        Xml.element("Arn", call.principal())
            + Xml.element("UserId", accountId)
            + Xml.element("Account", accountId));
  }
}
