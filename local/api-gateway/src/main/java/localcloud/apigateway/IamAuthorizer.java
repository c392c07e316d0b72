package localcloud.apigateway;

import java.util.Map;
import localcloud.apigateway.GatewayFailure.Type;

/** IAM authorization: the signature of a known key, and a role that may invoke the method. */
record IamAuthorizer(Trust trust) implements Authorizer {

  /** Adds the caller to {@code $context.identity}. */
  @Override
  public void authorize(Integration.Call call) {
    var context = call.expressions().context();
    var caller = new SignatureCheck(trust, "execute-api").callerOf(call.request());
    trust
        .callers()
        .refusal(caller, "execute-api:Invoke", Authorizer.methodArn(call, trust.region()))
        .ifPresent(
            message -> {
              throw new GatewayFailure(Type.ACCESS_DENIED, "AccessDeniedException", message);
            });
    identify(caller, context);
  }

  /** Puts the caller into {@code $context.identity}. */
  static void identify(AccessKey caller, Map<String, Object> context) {
    var identity = RequestContext.identity(context);
    identity.put("accountId", String.valueOf(context.get("accountId")));
    identity.put("accessKey", caller.id());
    identity.put("caller", caller.userId());
    identity.put("user", caller.userId());
    identity.put("userArn", caller.userArn());
  }
}
