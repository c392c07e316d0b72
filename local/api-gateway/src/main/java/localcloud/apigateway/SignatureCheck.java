package localcloud.apigateway;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import localcloud.apigateway.GatewayFailure.Type;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who has signed a request, as AWS does; answers its errors.
 *
 * @param service the signing name of the service that is called
 */
record SignatureCheck(Trust trust, String service) {
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  /** Who has signed the request. */
  AccessKey callerOf(ApiRequest request) {
    var signature = signatureOf(request);
    var key =
        trust.callers().find(signature.accessKeyId()).orElseThrow(SignatureCheck::unrecognized);
    verify(request, signature, key);
    return key;
  }

  /** The request's signature, which is made for this service and for now, by whomever. */
  Signature signatureOf(ApiRequest request) {
    var authorization = request.header("Authorization");
    if (authorization == null) {
      throw new GatewayFailure(
          Type.MISSING_AUTHENTICATION_TOKEN,
          "MissingAuthenticationTokenException",
          "Missing Authentication Token");
    }
    var signature = Signature.parse(authorization, request.header("X-Amz-Date"));
    checkScope(signature);
    checkTime(signature.at());
    return signature;
  }

  /** Checks that the key's owner has signed the request, while the key was valid. */
  void verify(ApiRequest request, Signature signature, AccessKey key) {
    checkKey(key, request.header("X-Amz-Security-Token"));
    var expected = signature.recompute(request, key, trust.region(), service);
    if (!MessageDigest.isEqual(expected.getBytes(US_ASCII), signature.value().getBytes(US_ASCII))) {
      throw invalid(
          "The request signature we calculated does not match the signature you provided. Check"
              + " your AWS Secret Access Key and signing method. Consult the service documentation"
              + " for details.");
    }
  }

  private void checkScope(Signature signature) {
    if (!signature.region().equals(trust.region())) {
      throw invalid("Credential should be scoped to a valid region. ");
    }
    if (!signature.service().equals(service)) {
      throw invalid("Credential should be scoped to correct service: '" + service + "'. ");
    }
    if (!signature.headers().contains("host")) {
      throw invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
    }
  }

  private void checkTime(Instant at) {
    var now = trust.clock().instant();
    if (at.isBefore(now.minus(TOLERANCE))) {
      throw invalid(
          "Signature expired: %s is now earlier than %s (%s - 5 min.)"
              .formatted(
                  Signature.text(at), Signature.text(now.minus(TOLERANCE)), Signature.text(now)));
    }
    if (at.isAfter(now.plus(TOLERANCE))) {
      throw invalid(
          "Signature not yet current: %s is still later than %s (%s + 5 min.)"
              .formatted(
                  Signature.text(at), Signature.text(now.plus(TOLERANCE)), Signature.text(now)));
    }
  }

  private void checkKey(AccessKey key, @Nullable String sessionToken) {
    if (!key.sessionToken().equals(sessionToken)) {
      throw unrecognized();
    }
    if (!trust.clock().instant().isBefore(key.expiresAt())) {
      throw new GatewayFailure(
          Type.EXPIRED_TOKEN,
          "ExpiredTokenException",
          "The security token included in the request is expired");
    }
  }

  private static GatewayFailure unrecognized() {
    return new GatewayFailure(
        Type.INVALID_SIGNATURE,
        "UnrecognizedClientException",
        "The security token included in the request is invalid.");
  }

  private static GatewayFailure invalid(String message) {
    return new GatewayFailure(Type.INVALID_SIGNATURE, "InvalidSignatureException", message);
  }
}
