package localcloud.apigateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;

/**
 * The WebSocket APIs of the account, and the API Gateway Management API, which sends to their
 * clients. Its errors are those of its service model.
 */
public final class WebSocketApis implements AwsService {
  private final Map<String, WebSocketApi> apis = new ConcurrentHashMap<>();

  void add(WebSocketApi api) {
    apis.put(api.settings().apiId(), api);
  }

  @Override
  public AwsAnswer answer(AwsCall call) {
    var wanted = ManagementCall.of(call).orElseThrow(WebSocketApis::forbidden);
    var api = apis.get(wanted.apiId());
    if (api == null || !api.settings().stageName().equals(wanted.stage())) {
      throw forbidden();
    }
    if (!WebSocketConnection.isId(wanted.connectionId())) {
      // localstack/localstack #4694: AWS tells what is no ID from what is no connection any more.
      throw new AwsException(
          400, "BadRequestException", "Invalid connectionId: " + wanted.connectionId());
    }
    if (call.body().length > WebSocketLimits.MESSAGE) {
      throw new AwsException(413, "PayloadTooLargeException", "Message too long");
    }
    var connection = api.find(wanted.connectionId()).orElseThrow(WebSocketApis::gone);
    return switch (wanted.operation()) {
      case "PostToConnection" -> post(api, connection, call);
      case "GetConnection" -> AwsAnswer.json(StrictJson.write(facts(connection)));
      default -> {
        connection.close(1000, "Connection Closed Normally");
        yield AwsAnswer.noContent();
      }
    };
  }

  private static AwsAnswer post(WebSocketApi api, WebSocketConnection connection, AwsCall call) {
    try {
      api.post(connection, new String(call.body(), UTF_8));
      return new AwsAnswer(200, Map.of(), new byte[0]);
    } catch (IOException e) {
      throw gone();
    }
  }

  private static Map<String, Object> facts(WebSocketConnection connection) {
    return Map.of(
        "connectedAt",
        connection.connectedAt().truncatedTo(ChronoUnit.MILLIS).toString(),
        "lastActiveAt",
        connection.lastActiveAt().truncatedTo(ChronoUnit.MILLIS).toString(),
        "identity",
        WebSocketEvents.identity(connection));
  }

  private static AwsException forbidden() {
    return new AwsException(403, "ForbiddenException", "Forbidden");
  }

  private static AwsException gone() {
    return new AwsException(410, "GoneException", "");
  }
}
