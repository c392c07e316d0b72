package localcloud.appconfig;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import localcloud.aws.AwsAnswer;

/** An error of AppConfig with the members that its API reference gives it beside the message. */
final class Refusal extends RuntimeException {
  private final int status;
  private final String code;
  private final transient ObjectNode body;

  Refusal(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
    this.body = JsonNodeFactory.instance.objectNode().put("Message", message);
  }

  static Refusal badRequest(String message) {
    return new Refusal(400, "BadRequestException", message);
  }

  /**
   * Something that is not there.
   *
   * @param type the data plane's name of what it is
   */
  static Refusal notFound(String type, String message) {
    var refusal = new Refusal(404, "ResourceNotFoundException", message);
    refusal.body.put("ResourceType", type).put("ResourceName", type);
    return refusal;
  }

  /** This refusal with one more member. */
  Refusal with(ObjectNode members) {
    body.setAll(members);
    return this;
  }

  AwsAnswer answer() {
    return new AwsAnswer(
        status,
        Map.of("content-type", "application/json", "x-amzn-errortype", code),
        body.toString().getBytes(UTF_8));
  }
}
