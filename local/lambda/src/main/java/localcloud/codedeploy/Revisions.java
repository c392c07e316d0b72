package localcloud.codedeploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import localcloud.aws.AwsException;

/** The AppSpecs that were deployed, by application and hash. */
final class Revisions {
  private final Map<String, String> texts = new ConcurrentHashMap<>();

  static String sha256(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has it", e);
    }
  }

  void keep(String application, String text) {
    texts.put(application + "/" + sha256(text), text);
  }

  ObjectNode find(String application, JsonNode revision) {
    var sha256 = revision.at("/appSpecContent/sha256").asText();
    var text = texts.get(application + "/" + sha256);
    if (text == null) {
      throw new AwsException(
          400, "RevisionDoesNotExistException", "No such revision of " + application);
    }
    var found = JsonNodeFactory.instance.objectNode().put("applicationName", application);
    found
        .putObject("revision")
        .put("revisionType", "AppSpecContent")
        .putObject("appSpecContent")
        .put("content", text)
        .put("sha256", sha256);
    return found;
  }
}
