package localcloud.cloud;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import localcloud.apigateway.ApiGateway;
import localcloud.apigateway.ApiHost;
import localcloud.apigateway.ApiRequest;
import localcloud.apigateway.ApiResponse;
import localcloud.apigateway.ApiSettings;
import localcloud.apigateway.Gate;
import localcloud.apigateway.LocalHandler;
import localcloud.apigateway.ManagementRequests;
import localcloud.apigateway.RequestJournal;
import localcloud.apigateway.Trust;
import localcloud.apigateway.WebSocketApis;
import localcloud.apigateway.WebSocketLimits;
import localcloud.apigateway.WebSocketServer;
import localcloud.apigateway.WebSocketUsage;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.aws.Caller;
import localcloud.cognito.UserPools;
import localcloud.sam.Stack;
import localcloud.sam.StackResource;
import localcloud.waf.Firewall;

/** Opens each API of the account on its port. */
final class ApiServers implements ApiHost {
  private static final Pattern CUSTOMER = Pattern.compile("[A-Za-z0-9_-]{1,36}");

  private final Stack account;
  private final ApiPorts ports;
  private final Parts parts;
  private final UserPools pools;
  private final Firewall firewall;
  private final RequestJournal requests;
  private final AwsService aws;
  private final Trust trust;
  private final WebSockets webSockets;
  private final Map<String, String> stages = new ConcurrentHashMap<>();

  ApiServers(
      Stack account,
      ApiPorts ports,
      Parts parts,
      UserPools pools,
      Firewall firewall,
      RequestJournal requests,
      AwsService aws,
      Trust trust,
      WebSockets webSockets) {
    this.account = account;
    this.ports = ports;
    this.parts = parts;
    this.pools = pools;
    this.firewall = firewall;
    this.requests = requests;
    this.aws = aws;
    this.trust = trust;
    this.webSockets = webSockets;
  }

  /** What only WebSocket APIs need: who can be sent messages, by whom, and what is counted. */
  record WebSockets(WebSocketApis apis, WebSocketUsage usage, ManagementRequests management) {}

  /** The APIs of a stack, and then the URLs of its functions. */
  static List<StackResource> apis(Stack stack) {
    return Stream.of("AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api", "AWS::Lambda::Url")
        .flatMap(type -> stack.ofType(type).stream())
        .toList();
  }

  /** The URL that all routes of an open API begin with, by its logical ID in the account. */
  URI url(String logicalId) {
    var stage = String.valueOf(stages.get(logicalId));
    var url = ports.of(logicalId).uri().resolve(stage.equals("$default") ? "/" : "/" + stage);
    var api = account.resources().get(logicalId);
    return api != null && isWebSocket(api)
        ? URI.create(url.toString().replaceFirst("^http", "ws"))
        : url;
  }

  static boolean isWebSocket(StackResource api) {
    return api.properties().path("ProtocolType").asText().equals("WEBSOCKET");
  }

  @Override
  public void open(Served api) {
    var port = ports.of(api.logicalId());
    port.close();
    var settings = settings(api, port.port());
    try {
      parts.add(server(api, settings));
    } catch (IOException e) {
      throw new PortInUseException(settings.port(), e);
    }
    stages.put(api.logicalId(), settings.stageName());
  }

  private AutoCloseable server(Served api, ApiSettings settings) throws IOException {
    var definition = api.definition();
    var integrations = integrations(api, settings);
    var log = requests.of(api.logicalId());
    return switch (api.kind()) {
      case REST ->
          ApiGateway.start(
              settings, definition, integrations, trust, gate(settings), log, local(api, settings));
      case HTTP ->
          ApiGateway.startHttpApi(
              settings, definition, integrations, trust, log, local(api, settings));
      case WEB_SOCKET ->
          WebSocketServer.start(
              settings,
              WebSocketLimits.USUAL,
              definition,
              integrations,
              webSockets.apis(),
              webSockets.usage(),
              webSockets.management());
      case FUNCTION_URL ->
          ApiGateway.startFunctionUrl(settings, definition, integrations, trust, log);
    };
  }

  private Map<String, LocalHandler> local(Served api, ApiSettings settings) {
    return Map.of(
        "token", request -> token(request, api.logicalId()), "api-keys", request -> keys(settings));
  }

  private ApiSettings settings(Served api, int port) {
    return new ApiSettings(
        port,
        account.region(),
        account.accountId(),
        api.apiId(),
        api.stage().name(),
        api.stage().variables(),
        api.stage().throttling());
  }

  private Gate gate(ApiSettings settings) {
    var stage =
        "arn:aws:apigateway:%s::/restapis/%s/stages/%s"
            .formatted(account.region(), settings.apiId(), settings.stageName());
    return request -> firewall.answer(stage, request);
  }

  /** Calls by the API, with the ARN of the method or authorizer, of which the API knows the end. */
  private AwsService integrations(Served api, ApiSettings settings) {
    var caller = Caller.of(api.logicalId(), () -> "");
    var arn =
        "arn:aws:execute-api:%s:%s:%s"
            .formatted(account.region(), account.accountId(), settings.apiId());
    return call -> {
      var part = call.caller().source();
      var stage = part.startsWith("/authorizers/") ? "" : "/" + settings.stageName();
      return aws.answer(call.by(caller.from(arn + stage + part)));
    };
  }

  /** The API keys of the stage by their names: a template's own have values that nobody knows. */
  private ApiResponse keys(ApiSettings settings) {
    var keys = new ObjectMapper().createObjectNode();
    trust.keys().of(settings.apiId(), settings.stageName()).forEach(keys::put);
    return ApiResponse.text(200, keys.toString());
  }

  /** Gives out an access token without a password, where it is clear of which pool. */
  private ApiResponse token(ApiRequest request, String api) {
    var customer = request.queryParameters().getOrDefault("customer", "");
    if (!request.method().equals("POST")) {
      return ApiResponse.text(405, "POST it\n");
    }
    if (!CUSTOMER.matcher(customer).matches()) {
      return ApiResponse.text(400, "customer must match " + CUSTOMER + "\n");
    }
    var its = poolsOf(api);
    if (its.size() != 1) {
      return ApiResponse.text(404, "the stack has " + its.size() + " user pools\n");
    }
    var group = request.queryParameters().get("group");
    try {
      var groups = group == null ? new String[0] : new String[] {group};
      var token = pools.issueAccessToken(its.getFirst().ref(), customer, groups);
      return ApiResponse.text(200, token);
    } catch (AwsException e) {
      return ApiResponse.text(400, e.getMessage() + "\n");
    }
  }

  /** The pools of the API's stack; an API whose stack has none trusts another stack's. */
  private List<StackResource> poolsOf(String api) {
    var all = account.ofType("AWS::Cognito::UserPool");
    var own = all.stream().filter(pool -> stackOf(pool.logicalId()).equals(stackOf(api))).toList();
    return own.isEmpty() ? all : own;
  }

  private static String stackOf(String id) {
    return id.substring(0, Math.max(0, id.indexOf('/')));
  }
}
