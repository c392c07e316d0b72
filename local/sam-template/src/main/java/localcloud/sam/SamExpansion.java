package localcloud.sam;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static localcloud.sam.Json.array;
import static localcloud.sam.Json.copy;
import static localcloud.sam.Json.getAtt;
import static localcloud.sam.Json.object;
import static localcloud.sam.Json.ref;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Expands {@code AWS::Serverless} resources into the CloudFormation resources that AWS's own
 * transform (aws-sam-translator) makes of them, with the same logical IDs. Only the hash at the end
 * of a version's and a deployment's ID differs.
 */
final class SamExpansion {
  private final Path folder;
  private final SequencedMap<String, RawResource> resources = new LinkedHashMap<>();
  private final Map<String, String> referable = new LinkedHashMap<>();
  private final SamEvents events = new SamEvents(this);
  private final SamApis apis = new SamApis(this);
  private final SamUsagePlans usagePlans = new SamUsagePlans(this);
  private final SamDeployments deployments = new SamDeployments(this);
  private String origin = "";

  SamExpansion(Path folder) {
    this.folder = folder;
  }

  /** All resources so far, the expanded and the plain ones. */
  SequencedMap<String, RawResource> resources() {
    return resources;
  }

  /** What SAM lets a template refer to by {@code <id>.Alias}, {@code <id>.Stage} and the like. */
  Map<String, String> referable() {
    return referable;
  }

  /** What SAM has made of a resource so far. */
  ObjectNode properties(String logicalId) {
    return requireNonNull(resources.get(logicalId)).properties();
  }

  /** The APIs, which are expanded when all functions are. */
  SamApis apis() {
    return apis;
  }

  /** What SAM generates from now on is made of this resource. */
  void from(String logicalId) {
    origin = logicalId;
  }

  /** Takes over a resource: expands it if it is SAM's, else keeps it. */
  void add(RawResource resource) {
    origin = resource.logicalId();
    switch (resource.type()) {
      case "AWS::Serverless::Function" -> function(resource);
      case "AWS::Serverless::Api", "AWS::Serverless::HttpApi" -> apis.declare(resource);
      case "AWS::Serverless::StateMachine" -> stateMachine(resource);
      case "AWS::Serverless::SimpleTable" -> simpleTable(resource);
      case "AWS::Serverless::LayerVersion" -> layer(resource);
      default -> put(resource);
    }
  }

  /** Adds a resource that SAM generates beside the one in the template. */
  void generate(String logicalId, String type, ObjectNode properties) {
    generate(logicalId, type, properties, object());
  }

  private void generate(String logicalId, String type, ObjectNode properties, ObjectNode policy) {
    put(new RawResource(logicalId, type, properties, List.of(), object(), policy, origin));
  }

  private void replace(RawResource sam, String type, ObjectNode properties) {
    put(
        new RawResource(
            sam.logicalId(),
            type,
            properties,
            sam.dependsOn(),
            sam.metadata(),
            sam.updatePolicy(),
            sam.logicalId()));
  }

  private void put(RawResource resource) {
    if (resources.put(resource.logicalId(), resource) != null) {
      throw new TemplateException(
          "logical ID " + resource.logicalId() + " is taken by a resource that SAM generates");
    }
  }

  private void function(RawResource function) {
    var id = function.logicalId();
    var given = withDestinations(function);
    var role = given.path("Role");
    if (role.isMissingNode()) {
      generate(id + "Role", "AWS::IAM::Role", SamRoles.ofFunction(id, given));
      role = getAtt(id + "Role", "Arn");
    }
    replace(function, "AWS::Lambda::Function", functionProperties(given, role));
    var alias = given.path("AutoPublishAlias");
    var policy = deployments.of(id, given);
    if (!alias.isMissingNode()) {
      publish(id, alias.asText(), given, policy);
    }
    if (given.has("EventInvokeConfig")) {
      var config = invokeConfig(given.get("EventInvokeConfig"));
      config.set("FunctionName", ref(id));
      config.put("Qualifier", alias.asText("$LATEST"));
      generate(id + "EventInvokeConfig", "AWS::Lambda::EventInvokeConfig", config);
    }
    var name = ref(alias.isMissingNode() ? id : id + "Alias" + alias.asText());
    var arn = alias.isMissingNode() ? getAtt(id, "Arn") : name;
    if (given.has("FunctionUrlConfig")) {
      url(id, given.get("FunctionUrlConfig"), name);
    }
    for (var event : given.path("Events").properties()) {
      events.expand(new SamEvents.Target(id + event.getKey(), arn, name, false), event.getValue());
    }
  }

  /** A queue or topic without an ARN is one that SAM makes. */
  private ObjectNode withDestinations(RawResource function) {
    var given = function.properties().deepCopy();
    for (var to : given.at("/EventInvokeConfig/DestinationConfig").properties()) {
      if (to.getValue() instanceof ObjectNode destination && !destination.has("Destination")) {
        var id = function.logicalId() + "EventInvokeConfig" + to.getKey();
        switch (destination.path("Type").asText()) {
          case "SQS" -> {
            generate(id + "Queue", "AWS::SQS::Queue", object());
            destination.set("Destination", getAtt(id + "Queue", "Arn"));
          }
          case "SNS" -> {
            generate(id + "Topic", "AWS::SNS::Topic", object());
            destination.set("Destination", ref(id + "Topic"));
          }
          default ->
              throw new TemplateException(
                  "EventInvokeConfig: " + to.getKey() + " needs Destination");
        }
      }
    }
    return given;
  }

  private ObjectNode functionProperties(ObjectNode given, JsonNode role) {
    var properties = object("Code", code(given), "Role", role);
    copy(given, properties, "Handler Runtime MemorySize Timeout Environment Architectures");
    copy(given, properties, "ReservedConcurrentExecutions EphemeralStorage LoggingConfig Layers");
    copy(given, properties, "RecursiveLoop SnapStart Description FunctionName KmsKeyArn");
    copy(given, properties, "CodeSigningConfigArn RuntimeManagementConfig");
    if (given.has("DeadLetterQueue")) {
      var target = object();
      copy(given.get("DeadLetterQueue"), target, "TargetArn");
      properties.set("DeadLetterConfig", target);
    }
    if (SamRoles.isTraced(given)) {
      properties.set("TracingConfig", object("Mode", given.get("Tracing")));
    }
    properties.set("Tags", SamRoles.tags("lambda:createdBy", given));
    return properties;
  }

  private ObjectNode code(ObjectNode given) {
    if (given.has("InlineCode") && given.has("CodeUri")) {
      throw new TemplateException("a function has either CodeUri or InlineCode");
    }
    if (given.has("InlineCode")) {
      return object("ZipFile", given.get("InlineCode"));
    }
    // where none is given, `sam build` and `sam package` take the template's folder
    var place = given.has("CodeUri") ? local(given.get("CodeUri")) : folder;
    return object("LocalPath", place.toString());
  }

  private void publish(String id, String alias, ObjectNode given, ObjectNode policy) {
    var version = id + "Version" + hash(given);
    var published = object("FunctionName", ref(id));
    copy(given, published, "VersionDescription>Description");
    generate(version, "AWS::Lambda::Version", published);
    var properties = object("Name", alias, "FunctionName", ref(id));
    properties.set("FunctionVersion", getAtt(version, "Version"));
    copy(given, properties, "ProvisionedConcurrencyConfig");
    generate(id + "Alias" + alias, "AWS::Lambda::Alias", properties, policy);
    referable.put(id + ".Version", version);
    referable.put(id + ".Alias", id + "Alias" + alias);
  }

  /** A function's own URL, which anybody may call if it asks for no signature. */
  private void url(String id, JsonNode given, ObjectNode function) {
    var type = given.path("AuthType");
    if (!Json.isFunction(type) && !type.asText().matches("AWS_IAM|NONE")) {
      throw new TemplateException("FunctionUrlConfig needs AuthType, AWS_IAM or NONE");
    }
    var url = object("TargetFunctionArn", function);
    copy(given, url, "AuthType Cors InvokeMode");
    generate(id + "Url", "AWS::Lambda::Url", url);
    if (type.asText().equals("NONE")) {
      var calls = object("Action", "lambda:InvokeFunctionUrl", "FunctionName", function);
      calls.put("Principal", "*").set("FunctionUrlAuthType", type);
      generate(id + "UrlPublicPermissions", "AWS::Lambda::Permission", calls);
      var invokes = object("Action", "lambda:InvokeFunction", "FunctionName", function);
      invokes.put("Principal", "*").put("InvokedViaFunctionUrl", true);
      generate(id + "URLInvokeAllowPublicAccess", "AWS::Lambda::Permission", invokes);
    }
  }

  private static ObjectNode invokeConfig(JsonNode given) {
    var config = object();
    copy(given, config, "MaximumEventAgeInSeconds MaximumRetryAttempts");
    var destinations = object();
    for (var to : given.path("DestinationConfig").properties()) {
      destinations.set(to.getKey(), object("Destination", to.getValue().get("Destination")));
    }
    config.set("DestinationConfig", destinations);
    return config;
  }

  private void stateMachine(RawResource machine) {
    var id = machine.logicalId();
    var given = machine.properties();
    var role = given.path("Role");
    if (role.isMissingNode()) {
      generate(id + "Role", "AWS::IAM::Role", SamRoles.ofStateMachine(id, given));
      role = getAtt(id + "Role", "Arn");
    }
    var properties = object("RoleArn", role);
    if (given.has("DefinitionUri")) {
      properties.put("DefinitionString", YamlFile.text(local(given.get("DefinitionUri"))));
    }
    copy(given, properties, "Definition DefinitionSubstitutions Name>StateMachineName");
    copy(given, properties, "Type>StateMachineType Logging>LoggingConfiguration");
    copy(given, properties, "Tracing>TracingConfiguration");
    properties.set("Tags", SamRoles.tags("stateMachine:createdBy", given));
    replace(machine, "AWS::StepFunctions::StateMachine", properties);
    for (var event : given.path("Events").properties()) {
      var target = new SamEvents.Target(id + event.getKey(), ref(id), ref(id), true);
      events.expand(target, event.getValue());
    }
  }

  /** Puts a REST API with its stage in the place of SAM's resource. */
  void restApi(RawResource api, ObjectNode body) {
    var id = api.logicalId();
    var given = api.properties();
    var properties = object("Body", body);
    copy(given, properties, "Name Description FailOnWarnings Mode BinaryMediaTypes");
    copy(given, properties, "MinimumCompressionSize DisableExecuteApiEndpoint ApiKeySourceType");
    var configuration = given.path("EndpointConfiguration");
    var endpoint = configuration.has("Type") ? configuration.get("Type") : configuration;
    if (!endpoint.isMissingNode()) {
      properties.set("EndpointConfiguration", object("Types", array(endpoint)));
      properties.set("Parameters", object("endpointConfigurationTypes", endpoint));
    }
    replace(api, "AWS::ApiGateway::RestApi", properties);
    var deployment = id + "Deployment" + hash(given);
    generate(deployment, "AWS::ApiGateway::Deployment", object("RestApiId", ref(id)));
    var stage = object("DeploymentId", ref(deployment), "RestApiId", ref(id));
    copy(given, stage, "StageName TracingEnabled MethodSettings AccessLogSetting Variables");
    if (given.has("Tags")) {
      stage.set("Tags", SamRoles.pairs(given.get("Tags")));
    }
    var name = given.get("StageName");
    var stageId = id + (name.isTextual() ? name.asText() : "") + "Stage";
    generate(stageId, "AWS::ApiGateway::Stage", stage);
    usagePlans.add(id, stageId, given.at("/Auth/UsagePlan"));
    referable.put(id + ".Deployment", deployment);
    referable.put(id + ".Stage", stageId);
  }

  /** Puts an HTTP API with its stage in the place of SAM's resource. */
  void httpApi(RawResource api, ObjectNode body, ObjectNode routeSettings) {
    var id = api.logicalId();
    var given = api.properties();
    var properties = object("Body", body);
    copy(given, properties, "FailOnWarnings");
    replace(api, "AWS::ApiGatewayV2::Api", properties);
    var stage = object("ApiId", ref(id), "StageName", "$default", "AutoDeploy", true);
    copy(given, stage, "StageName StageVariables DefaultRouteSettings");
    copy(given, stage, "AccessLogSettings");
    if (!routeSettings.isEmpty()) {
      stage.set("RouteSettings", routeSettings);
    }
    stage.set("Tags", HttpDefinition.tags(given));
    var name = stage.get("StageName").asText();
    var stageId = id + (name.equals("$default") ? "ApiGatewayDefault" : name) + "Stage";
    generate(stageId, "AWS::ApiGatewayV2::Stage", stage);
    referable.put(id + ".Stage", stageId);
  }

  /** The definition that an API brings along, or null if it leaves that to SAM. */
  @Nullable ObjectNode body(RawResource api) {
    var given = api.properties();
    if (given.get("DefinitionBody") instanceof ObjectNode body) {
      return body;
    }
    if (!given.has("DefinitionUri")) {
      return null;
    }
    var file = local(given.get("DefinitionUri"));
    if (YamlFile.text(file).contains("Fn::")) {
      throw new TemplateException(
          "CloudFormation resolves no function in DefinitionUri " + file.getFileName());
    }
    return (ObjectNode) YamlFile.plain(file);
  }

  private void layer(RawResource layer) {
    var given = layer.properties();
    var content = object("LocalPath", local(given.get("ContentUri")).toString());
    var properties = object("Content", content, "LayerName", layer.logicalId());
    copy(given, properties, "LayerName Description CompatibleRuntimes CompatibleArchitectures");
    copy(given, properties, "LicenseInfo");
    replace(layer, "AWS::Lambda::LayerVersion", properties);
  }

  private void simpleTable(RawResource table) {
    var given = table.properties();
    var name = given.at("/PrimaryKey/Name").asText("id");
    var type = given.at("/PrimaryKey/Type").asText("String").substring(0, 1);
    var properties = object();
    properties.set(
        "AttributeDefinitions", array(object("AttributeName", name, "AttributeType", type)));
    properties.set("KeySchema", array(object("AttributeName", name, "KeyType", "HASH")));
    if (!given.has("ProvisionedThroughput")) {
      properties.put("BillingMode", "PAY_PER_REQUEST");
    }
    copy(given, properties, "TableName ProvisionedThroughput SSESpecification");
    copy(given, properties, "PointInTimeRecoverySpecification");
    if (given.has("Tags")) {
      properties.set("Tags", SamRoles.pairs(given.get("Tags")));
    }
    replace(table, "AWS::DynamoDB::Table", properties);
  }

  private Path local(JsonNode uri) {
    if (!uri.isTextual() || uri.asText().contains("://")) {
      throw new UnsupportedTemplateException(uri + " is not a local path");
    }
    return folder.resolve(uri.asText()).normalize();
  }

  private static String hash(JsonNode node) {
    var crc = new CRC32();
    crc.update(node.toString().getBytes(UTF_8));
    return "%010x".formatted(crc.getValue());
  }
}
