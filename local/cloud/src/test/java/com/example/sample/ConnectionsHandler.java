package com.example.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Lets clients connect with the status that they ask for, and sends each message back to its
 * client, by a call that it signs itself, without an SDK. It fails if it may not.
 */
public final class ConnectionsHandler
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  private final HttpClient http = HttpClient.newHttpClient();

  @Override
  public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
    var request = (Map<?, ?>) event.get("requestContext");
    if (request.get("eventType").equals("CONNECT")) {
      var query = (Map<?, ?>) event.get("queryStringParameters");
      return Map.of("statusCode", query == null ? "200" : query.get("status"));
    }
    try {
      var status = post((String) request.get("connectionId"), (String) event.get("body"));
      if (status != 200) {
        throw new IllegalStateException("status " + status);
      }
      return Map.of("statusCode", 200);
    } catch (IOException | InterruptedException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private int post(String connection, String body)
      throws IOException, InterruptedException, GeneralSecurityException {
    var id = URLEncoder.encode(connection, UTF_8);
    var uri = URI.create(System.getenv("CONNECTIONS_URL") + "/@connections/" + id);
    var time =
        DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'")
            .withZone(ZoneOffset.UTC)
            .format(Instant.now());
    var token = System.getenv("AWS_SESSION_TOKEN");
    var post =
        HttpRequest.newBuilder(uri)
            .header("X-Amz-Date", time)
            .header("X-Amz-Security-Token", token)
            .header("Authorization", authorization(uri, time, token, body))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(post, HttpResponse.BodyHandlers.ofString()).statusCode();
  }

  /** Signature Version 4 (IAM guide, "Create a signed AWS API request"). */
  private static String authorization(URI uri, String time, String token, String body)
      throws GeneralSecurityException {
    // The path is encoded once more than it is sent.
    var path = URLEncoder.encode(uri.getRawPath(), UTF_8).replace("%2F", "/");
    var names = "host;x-amz-date;x-amz-security-token";
    var headers =
        "host:%s\nx-amz-date:%s\nx-amz-security-token:%s\n"
            .formatted(uri.getAuthority(), time, token);
    var canonical = String.join("\n", "POST", path, "", headers, names, sha256(body));
    var day = time.substring(0, 8);
    var scope = day + "/us-east-1/execute-api/aws4_request";
    var text = String.join("\n", "AWS4-HMAC-SHA256", time, scope, sha256(canonical));
    var key = ("AWS4" + System.getenv("AWS_SECRET_ACCESS_KEY")).getBytes(UTF_8);
    for (var part : scope.split("/")) {
      key = hmac(key, part);
    }
    return "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
        .formatted(
            System.getenv("AWS_ACCESS_KEY_ID"),
            scope,
            names,
            HexFormat.of().formatHex(hmac(key, text)));
  }

  private static String sha256(String text) throws GeneralSecurityException {
    var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    return HexFormat.of().formatHex(digest);
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(UTF_8));
  }
}
