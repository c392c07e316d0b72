package localcloud.apigateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.net.URLDecoder;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import localcloud.apigateway.GatewayFailure.Type;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.signer.Aws4Signer;
import software.amazon.awssdk.auth.signer.params.Aws4SignerParams;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.regions.Region;

/**
 * A Signature Version 4 as it is in the {@code Authorization} header. Signatures in the query
 * string are not read; a signed {@code User-Agent} never matches, because the SDK's signer leaves
 * it out.
 */
record Signature(
    String accessKeyId,
    String region,
    String service,
    List<String> headers,
    Instant at,
    String value) {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Pattern SCOPE =
      Pattern.compile("([^/]+)/(\\d{8})/([^/]+)/([^/]+)/aws4_request");
  private static final Pattern HOST = Pattern.compile("([^:]+|\\[[^]]*])(?::(\\d{1,5}))?");

  /**
   * Reads the header, or throws what AWS answers to one that is none.
   *
   * @param date {@code X-Amz-Date}
   */
  static Signature parse(String authorization, @Nullable String date) {
    if (!authorization.startsWith(ALGORITHM + " ")) {
      throw incomplete("Authorization header is not of the form " + ALGORITHM + " ...");
    }
    var parts = parts(authorization.substring(ALGORITHM.length()));
    var scope = SCOPE.matcher(parts.getOrDefault("Credential", ""));
    if (!scope.matches()) {
      throw incomplete("Credential must have exactly 5 slash-delimited elements.");
    }
    var at = time(date);
    if (!text(at).startsWith(scope.group(2))) {
      throw incomplete("Date in Credential scope does not match the request's date.");
    }
    return new Signature(
        scope.group(1),
        scope.group(3),
        scope.group(4),
        List.of(parts.getOrDefault("SignedHeaders", "").split(";")),
        at,
        parts.getOrDefault("Signature", ""));
  }

  private static Map<String, String> parts(String parameters) {
    var parts = new HashMap<String, String>();
    for (var part : parameters.split(",", 10)) {
      var equals = part.indexOf('=');
      if (equals > 0) {
        parts.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip());
      }
    }
    for (var name : List.of("Credential", "Signature", "SignedHeaders")) {
      if (parts.getOrDefault(name, "").isEmpty()) {
        throw incomplete("Authorization header requires '" + name + "' parameter.");
      }
    }
    return parts;
  }

  /** The moment as {@code X-Amz-Date} has it. */
  static String text(Instant at) {
    return TIME.format(at);
  }

  /** The signature that the key's owner makes of this request, by the SDK's own signer. */
  @SuppressWarnings("deprecation") // its successor always adds a header, which botocore does not
  String recompute(ApiRequest request, AccessKey key, String inRegion, String forService) {
    var signed =
        Aws4Signer.create()
            .sign(
                unsigned(request),
                Aws4SignerParams.builder()
                    .awsCredentials(AwsBasicCredentials.create(key.id(), key.secret()))
                    .signingName(forService)
                    .signingRegion(Region.of(inRegion))
                    .signingClockOverride(Clock.fixed(at, ZoneOffset.UTC))
                    .build());
    var authorization = signed.firstMatchingHeader("Authorization").orElse("");
    return authorization.substring(authorization.indexOf("Signature=") + "Signature=".length());
  }

  /** The request with the headers that were signed and no others. */
  private SdkHttpFullRequest unsigned(ApiRequest request) {
    var host = HOST.matcher(String.valueOf(request.header("Host")));
    if (!host.matches()) {
      throw incomplete("Host is missing.");
    }
    var builder =
        SdkHttpFullRequest.builder()
            .method(SdkHttpMethod.fromValue(request.method()))
            .protocol("http")
            .host(host.group(1))
            .encodedPath(request.path())
            .rawQueryParameters(query(request.query()))
            .contentStreamProvider(() -> new ByteArrayInputStream(request.body()));
    if (host.group(2) != null) {
      builder.port(Integer.parseInt(host.group(2)));
    }
    for (var name : headers) {
      var values = request.headers().get(name);
      if (values != null && !name.equals("host")) {
        builder.putHeader(name, values);
      }
    }
    return builder.build();
  }

  /** A plus sign means itself: who signs, writes a space as {@code %20}. */
  private static Map<String, List<String>> query(String query) {
    var parameters = new HashMap<String, List<String>>();
    for (var pair : query.split("&")) {
      if (!pair.isEmpty()) {
        var cut = pair.indexOf('=');
        var name = decode(cut < 0 ? pair : pair.substring(0, cut));
        var value = decode(cut < 0 ? "" : pair.substring(cut + 1));
        parameters.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
      }
    }
    return parameters;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private static Instant time(@Nullable String date) {
    try {
      return Instant.from(TIME.parse(String.valueOf(date)));
    } catch (DateTimeParseException e) {
      throw incomplete(
          "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
    }
  }

  private static GatewayFailure incomplete(String message) {
    return new GatewayFailure(Type.INVALID_SIGNATURE, "IncompleteSignatureException", message);
  }
}
