package localcloud.apigateway;

import java.util.LinkedHashMap;
import java.util.Map;
import localcloud.apigateway.GatewayFailure.Type;

/** IAM authorization: the signature of a known key, and a role that may invoke the method. */
record IamAuthorizer(Trust trust) implements Authorizer {

  /** Adds the caller to {@code $context.identity}. */
  @Override
  public void authorize(ApiRequest request, Map<String, Object> context) {
    var caller = new SignatureCheck(trust).callerOf(request);
    trust
        .callers()
        .refusal(caller, "execute-api:Invoke", resource(request, context))
        .ifPresent(
            message -> {
              throw new GatewayFailure(Type.ACCESS_DENIED, "AccessDeniedException", message);
            });
    var identity = new LinkedHashMap<String, Object>();
    if (context.get("identity") instanceof Map<?, ?> known) {
      known.forEach((name, value) -> identity.put(String.valueOf(name), value));
    }
    identity.put("accountId", String.valueOf(context.get("accountId")));
    identity.put("accessKey", caller.id());
    identity.put("caller", caller.userId());
    identity.put("user", caller.userId());
    identity.put("userArn", caller.userArn());
    context.put("identity", identity);
  }

  /** {@code arn:aws:execute-api:<region>:<account>:<api>/<stage>/<method>/<path>}. */
  private String resource(ApiRequest request, Map<String, Object> context) {
    var stage = String.valueOf(context.get("stage"));
    var path = request.pathIn(stage);
    return "arn:aws:execute-api:%s:%s:%s/%s/%s/%s"
        .formatted(
            trust.region(),
            context.get("accountId"),
            context.get("apiId"),
            stage,
            request.method(),
            path == null ? "" : path.substring(1));
  }
}
