package localcloud.cloud;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** The sample stack, and the few raw HTTP calls that its tests need. */
public final class SampleCloud {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private SampleCloud() {}

  public static LocalCloudSettings settings(Path folder) {
    try {
      var handler = "com/example/sample/WriteNoteHandler.class";
      for (var function : List.of("WriteNote", "WriteLater")) {
        var copy = folder.resolve(function).resolve(handler);
        Files.createDirectories(copy.resolveSibling("."));
        Files.copy(resource("/" + handler), copy);
      }
      return LocalCloudSettings.of(resource("/sample/template.yaml"), folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Patient enough for a busy machine. */
  public static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(60));
  }

  static Path resource(String name) {
    try {
      return Path.of(SampleCloud.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A signed call in a JSON protocol. */
  static HttpResponse<String> json(LocalCloud cloud, String service, String target, String body) {
    return send(
        cloud.endpointUrl(),
        body,
        Map.of(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/"
                + service
                + "/aws4_request, SignedHeaders=host, Signature=0",
            "X-Amz-Target",
            target,
            "Content-Type",
            "application/x-amz-json-1.0"));
  }

  static HttpResponse<String> dynamo(LocalCloud cloud, String operation, String body) {
    var named = body.replace("TABLE", cloud.output("TableName")).replace('\'', '"');
    return json(cloud, "dynamodb", "DynamoDB_20120810." + operation, named);
  }

  public static HttpResponse<String> sqs(LocalCloud cloud, String operation, String body) {
    return json(cloud, "sqs", "AmazonSQS." + operation, body.replace('\'', '"'));
  }

  /** An unsigned call in the Query protocol. */
  public static HttpResponse<String> query(LocalCloud cloud, String path, String form) {
    return send(
        cloud.endpointUrl().resolve(path),
        form,
        Map.of("Content-Type", "application/x-www-form-urlencoded"));
  }

  static HttpResponse<String> send(URI uri, String body, Map<String, String> headers) {
    var request = HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
