package localcloud.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.regex.Pattern;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;

/**
 * The calls of the Lambda API about event source mappings (ListEventSourceMappings,
 * GetEventSourceMapping, UpdateEventSourceMapping with {@code Enabled}); all others go on to
 * Lambda.
 */
public final class MappingApi implements AwsService {
  private static final Pattern PATH =
      Pattern.compile("/2015-03-31/event-source-mappings/?([^/?]*)(?:\\?(.*))?");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final EventSourceMappings mappings;
  private final AwsService lambda;

  public MappingApi(EventSourceMappings mappings, AwsService lambda) {
    this.mappings = mappings;
    this.lambda = lambda;
  }

  @Override
  public AwsAnswer answer(AwsCall call) {
    var path = PATH.matcher(call.path());
    if (!path.matches()) {
      return lambda.answer(call);
    }
    try {
      var uuid = AwsCall.decoded(path.group(1));
      var query = path.group(2) == null ? "" : path.group(2);
      return json(200, answer(call, uuid, query));
    } catch (AwsException e) {
      var answer = json(e.status(), JSON.createObjectNode().put("Message", e.getMessage()));
      return new AwsAnswer(
          e.status(),
          Map.of("content-type", "application/json", "x-amzn-errortype", e.code()),
          answer.body());
    }
  }

  private JsonNode answer(AwsCall call, String uuid, String query) {
    return switch (call.method()) {
      case "GET" -> uuid.isEmpty() ? list(query) : mappings.find(uuid).describe();
      case "PUT" -> update(uuid, call);
      default ->
          throw new AwsException(
              501,
              "NotImplementedException",
              "The local Lambda does not answer " + call.method() + " " + call.path());
    };
  }

  private JsonNode list(String query) {
    var answer = JsonNodeFactory.instance.objectNode();
    var list = answer.putArray("EventSourceMappings");
    var function = parameter(query, "FunctionName");
    var source = parameter(query, "EventSourceArn");
    mappings.all().stream()
        .filter(mapping -> mapping.is(function, source))
        .forEach(mapping -> list.add(mapping.describe()));
    return answer;
  }

  /** Only what switches it on or off: what else it is, the template says. */
  private ObjectNode update(String uuid, AwsCall call) {
    var mapping = mappings.find(uuid);
    var request = call.json();
    for (var member : request.properties()) {
      if (!member.getKey().equals("Enabled") && !member.getKey().equals("FunctionName")) {
        throw invalid(member.getKey() + " is not changed by the local cloud, only Enabled");
      }
    }
    if (request.path("Enabled").isBoolean()) {
      mapping.enable(request.path("Enabled").booleanValue());
    }
    return mapping.describe();
  }

  private static AwsException invalid(String message) {
    return new AwsException(400, "InvalidParameterValueException", message);
  }

  private static String parameter(String query, String name) {
    var parameter = Pattern.compile("(?:^|&)" + name + "=([^&]+)").matcher(query);
    return parameter.find() ? AwsCall.decoded(parameter.group(1)) : "";
  }

  private static AwsAnswer json(int status, JsonNode body) {
    return new AwsAnswer(
        status, Map.of("content-type", "application/json"), body.toString().getBytes(UTF_8));
  }
}
