package localcloud.stepfunctions;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import localcloud.aws.AwsCall;
import org.jspecify.annotations.Nullable;

/** A call of a service whose operations are methods on paths: Scheduler, and Lambda's others. */
record RestApiCall(
    Integrations integrations,
    ServiceApi api,
    TaskResource resource,
    JsonNode arguments,
    Execution execution)
    implements Integrations.Call {
  private static final Pattern MEMBER = Pattern.compile("\\{(\\w+)}");

  /**
   * An operation of the service's model.
   *
   * @param path with the members that stand in it
   * @param query the members that stand in the query, by their names there
   */
  private record Operation(String method, String path, Map<String, String> query) {
    Operation(String method, String path) {
      this(method, path, Map.of());
    }
  }

  private static final String FUNCTIONS = "/2015-03-31/functions";
  private static final String MAPPINGS = "/2015-03-31/event-source-mappings";
  private static final Map<String, String> OF_GROUP = Map.of("groupName", "GroupName");
  private static final Map<String, String> OF_QUALIFIER = Map.of("Qualifier", "Qualifier");

  private static final Map<ServiceApi, Map<String, Operation>> OPERATIONS =
      Map.of(
          ServiceApi.SCHEDULER,
          Map.of(
              "createSchedule", new Operation("POST", "/schedules/{Name}"),
              "updateSchedule", new Operation("PUT", "/schedules/{Name}"),
              "getSchedule", new Operation("GET", "/schedules/{Name}", OF_GROUP),
              "deleteSchedule", new Operation("DELETE", "/schedules/{Name}", OF_GROUP)),
          ServiceApi.LAMBDA,
          Map.of(
              "getFunction", new Operation("GET", FUNCTIONS + "/{FunctionName}", OF_QUALIFIER),
              "getFunctionConfiguration",
                  new Operation("GET", FUNCTIONS + "/{FunctionName}/configuration", OF_QUALIFIER),
              "listFunctions", new Operation("GET", FUNCTIONS),
              "getEventSourceMapping", new Operation("GET", MAPPINGS + "/{Uuid}"),
              "updateEventSourceMapping", new Operation("PUT", MAPPINGS + "/{Uuid}"),
              "listEventSourceMappings",
                  new Operation(
                      "GET",
                      MAPPINGS,
                      Map.of("FunctionName", "FunctionName", "EventSourceArn", "EventSourceArn"))));

  /** Whether an operation of such a service is served. */
  static boolean offers(ServiceApi api, String action) {
    return operation(api, action) != null;
  }

  private static @Nullable Operation operation(ServiceApi api, String action) {
    return OPERATIONS.getOrDefault(api, Map.of()).get(action);
  }

  @Override
  public JsonNode send() {
    var operation = operation(api, resource.action());
    if (operation == null) {
      throw new IllegalStateException(resource.arn()); // ServiceApi lets in no other
    }
    var body = arguments.isObject() ? (ObjectNode) arguments.deepCopy() : Json.object();
    var path = path(operation, body);
    var text = operation.method().matches("POST|PUT") ? Json.write(body) : "";
    var call =
        new AwsCall(
            api.signingName(),
            execution.machine().roleArn(),
            operation.method(),
            path,
            Map.of("content-type", "application/json"),
            text.getBytes(UTF_8));
    return JsonApiCall.dates(
        JsonApiCall.parse(integrations.send(call.by(execution.caller()), api, resource)));
  }

  /** Members that stand in the path or the query are not in the body. */
  private static String path(Operation operation, ObjectNode body) {
    var path =
        MEMBER
            .matcher(operation.path())
            .replaceAll(member -> encoded(body.path(member.group(1)).asText()));
    MEMBER.matcher(operation.path()).results().forEach(member -> body.remove(member.group(1)));
    List<String> query = new ArrayList<>();
    operation
        .query()
        .forEach(
            (name, member) -> {
              if (body.has(member)) {
                query.add(name + "=" + encoded(body.remove(member).asText()));
              }
            });
    return query.isEmpty() ? path : path + "?" + String.join("&", query);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }
}
