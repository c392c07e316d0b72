package localcloud.appconfig;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.resources.Properties;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceNotCreatedException;

/**
 * AWS AppConfig and its data plane AppConfigData: the applications, environments, profiles and
 * strategies of templates, and what operators do with them.
 */
public final class AppConfig implements AwsService {
  private static final Set<String> START_MEMBERS =
      Set.of(
          "ConfigurationProfileId",
          "ConfigurationVersion",
          "DeploymentStrategyId",
          "Description",
          "LatestDeploymentNumber",
          "Tags");

  private static final int MOST_ITEMS = 50;

  private final Clock clock;
  private final Validation validation;
  private final Sessions sessions;
  private final List<Application> applications = new CopyOnWriteArrayList<>();
  private final List<Strategy> strategies = new CopyOnWriteArrayList<>(Strategy.PREDEFINED);

  /**
   * An account's AppConfig without applications.
   *
   * @param aws where validators are invoked
   * @param random chooses which clients get a gradual deployment first
   */
  public AppConfig(
      String region, String account, AwsService aws, Clock clock, RandomGenerator random) {
    this.clock = clock;
    validation = new Validation(aws, "arn:aws:appconfig:" + region + ":" + account + ":");
    sessions = new Sessions(clock, random);
  }

  @Override
  public AwsAnswer answer(AwsCall call) {
    var request =
        Request.of(call)
            .orElseThrow(
                () ->
                    new AwsException(
                        501,
                        "NotImplementedException",
                        "The local AppConfig does not answer "
                            + call.method()
                            + " "
                            + call.path()));
    try {
      return answer(request);
    } catch (Refusal e) {
      return e.answer();
    }
  }

  private AwsAnswer answer(Request request) {
    return switch (request.operation()) {
      case LIST_APPLICATIONS -> list(request, applications.stream().map(Application::describe));
      case LIST_DEPLOYMENT_STRATEGIES -> list(request, strategies.stream().map(Strategy::describe));
      case GET_DEPLOYMENT_STRATEGY ->
          json(200, strategy(request.variable("DeploymentStrategyId")).describe());
      case START_CONFIGURATION_SESSION -> sessions.start(this, request);
      case GET_LATEST_CONFIGURATION -> sessions.latest(request);
      default -> answer(application(request.variable("application")), request);
    };
  }

  private AwsAnswer answer(Application application, Request request) {
    return switch (request.operation()) {
      case LIST_ENVIRONMENTS ->
          list(
              request,
              application.environments().stream().map(one -> one.describe(clock.instant())));
      case LIST_CONFIGURATION_PROFILES -> list(request, profiles(application, request));
      case GET_APPLICATION -> json(200, application.describe());
      default ->
          request.variables().containsKey("environment")
              ? answer(
                  application, application.environment(request.variable("environment")), request)
              : answer(application, application.profile(request.variable("profile")), request);
    };
  }

  private static Stream<ObjectNode> profiles(Application application, Request request) {
    var type = request.variable("type");
    return application.profiles().stream()
        .filter(profile -> type.isEmpty() || profile.type().equals(type))
        .map(profile -> with(application, profile.summary()));
  }

  private AwsAnswer answer(Application application, Environment environment, Request request) {
    return switch (request.operation()) {
      case GET_ENVIRONMENT -> json(200, with(application, environment.describe(clock.instant())));
      case LIST_DEPLOYMENTS ->
          list(
              request, environment.deployments().stream().map(one -> one.summary(clock.instant())));
      case START_DEPLOYMENT -> json(201, start(application, environment, request.body()));
      case STOP_DEPLOYMENT -> {
        var deployment = environment.deployment(request.variable("deployment"));
        deployment.stop(clock.instant(), request.header("allow-revert").equals("true"));
        yield json(202, describe(application, environment, deployment));
      }
      default -> // of a deployment
          json(
              200,
              describe(
                  application,
                  environment,
                  environment.deployment(request.variable("deployment"))));
    };
  }

  private ObjectNode start(Application application, Environment environment, JsonNode body) {
    for (var member : body.properties()) {
      if (!START_MEMBERS.contains(member.getKey())) {
        throw Refusal.badRequest(member.getKey() + " is not supported by the local AppConfig");
      }
    }
    var profile = application.profile(body.path("ConfigurationProfileId").asText());
    var version = profile.version(body.path("ConfigurationVersion").asText());
    var strategy = strategy(body.path("DeploymentStrategyId").asText());
    validation.check(application, profile, version);
    var deployment =
        environment.start(
            profile,
            version,
            strategy,
            body.path("Description").asText(),
            body.path("LatestDeploymentNumber").asInt(),
            clock.instant());
    return describe(application, environment, deployment);
  }

  private ObjectNode describe(
      Application application, Environment environment, Deployment deployment) {
    return with(application, deployment.describe(clock.instant()))
        .put("EnvironmentId", environment.id());
  }

  private AwsAnswer answer(Application application, Profile profile, Request request) {
    return switch (request.operation()) {
      case GET_CONFIGURATION_PROFILE -> json(200, with(application, profile.describe()));
      case LIST_HOSTED_CONFIGURATION_VERSIONS ->
          list(request, profile.versions().stream().map(one -> of(application, profile, one)));
      case VALIDATE_CONFIGURATION -> {
        var version = profile.version(request.variable("configuration_version"));
        validation.check(application, profile, version);
        yield AwsAnswer.noContent();
      }
      case DELETE_HOSTED_CONFIGURATION_VERSION -> {
        profile.delete(profile.version(request.variable("version")));
        yield AwsAnswer.noContent();
      }
      case CREATE_HOSTED_CONFIGURATION_VERSION ->
          content(201, application, profile, version(profile, request));
      default -> // one of them
          content(200, application, profile, profile.version(request.variable("version")));
    };
  }

  private static Profile.Version version(Profile profile, Request request) {
    if (request.header("content-type").isEmpty()) {
      throw Refusal.badRequest("ContentType is missing");
    }
    return profile.add(
        request.call().body(),
        request.header("content-type"),
        request.header("description"),
        request.header("versionlabel"),
        request.header("latest-version-number"));
  }

  private static ObjectNode of(Application application, Profile profile, Profile.Version version) {
    return with(application, version.describe()).put("ConfigurationProfileId", profile.id());
  }

  /** A version with its content as the body and all else in headers. */
  private static AwsAnswer content(
      int status, Application application, Profile profile, Profile.Version version) {
    var headers = new HashMap<String, String>();
    headers.put("application-id", application.id());
    headers.put("configuration-profile-id", profile.id());
    headers.put("version-number", Integer.toString(version.number()));
    headers.put("content-type", version.contentType());
    if (!version.description().isEmpty()) {
      headers.put("description", version.description());
    }
    if (!version.label().isEmpty()) {
      headers.put("versionlabel", version.label());
    }
    return new AwsAnswer(status, headers, version.content());
  }

  Application application(String idOrName) {
    return applications.stream()
        .filter(application -> application.isCalled(idOrName))
        .findFirst()
        .orElseThrow(
            () -> Refusal.notFound("Application", "Could not find application " + idOrName));
  }

  private Strategy strategy(String id) {
    return strategies.stream()
        .filter(strategy -> strategy.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                Refusal.notFound("DeploymentStrategy", "Could not find deployment strategy " + id));
  }

  /** Makes something that a template has; what is refused here stops the stack. */
  static ResourceHandler.Creation creation(Consumer<AppConfig> make) {
    return provision -> {
      try {
        make.accept(provision.get(AppConfig.class));
      } catch (Refusal e) {
        throw new ResourceNotCreatedException(String.valueOf(e.getMessage()));
      }
    };
  }

  void add(Application application) {
    applications.add(application);
  }

  void add(Strategy strategy) {
    strategies.add(strategy);
  }

  /**
   * What a template deploys: CloudFormation waits until it is complete, so it is.
   *
   * @param deployment the properties of {@code AWS::AppConfig::Deployment}
   */
  void deployed(Properties deployment) {
    var application = application(deployment.text("ApplicationId", ""));
    var environment = application.environment(deployment.text("EnvironmentId", ""));
    var profile = application.profile(deployment.text("ConfigurationProfileId", ""));
    var version = profile.version(deployment.text("ConfigurationVersion", ""));
    var strategy = strategy(deployment.text("DeploymentStrategyId", ""));
    validation.check(application, profile, version);
    var start = clock.instant().minus(strategy.whole());
    var description = deployment.text("Description", "");
    checkFirst(environment.deployments().size() + 1);
    environment.start(profile, version, strategy, description, 0, start);
  }

  /** A template's references are resolved before anything is made. */
  static void checkFirst(int number) {
    if (number > 1) {
      throw Refusal.badRequest(
          "The local cloud makes one version of a profile and one deployment to an environment"
              + " from templates: its references would be wrong");
    }
  }

  private static ObjectNode with(Application application, ObjectNode described) {
    return described.put("ApplicationId", application.id());
  }

  /** A page of a list. */
  private static AwsAnswer list(Request request, Stream<ObjectNode> all) {
    var items = all.toList();
    var first = number(request, "next_token", 0, 0, Integer.MAX_VALUE);
    var most = number(request, "max_results", MOST_ITEMS, 1, MOST_ITEMS);
    var answer = JsonNodeFactory.instance.objectNode();
    var list = answer.putArray("Items");
    items.stream().skip(first).limit(most).forEach(list::add);
    if (first + list.size() < items.size()) {
      answer.put("NextToken", Integer.toString(first + list.size()));
    }
    return json(200, answer);
  }

  private static int number(Request request, String name, int otherwise, int least, int most) {
    var text = request.variable(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    if (!text.matches("\\d{1,9}")
        || Integer.parseInt(text) < least
        || Integer.parseInt(text) > most) {
      throw Refusal.badRequest(name + " is " + text);
    }
    return Integer.parseInt(text);
  }

  static AwsAnswer json(int status, JsonNode body) {
    return new AwsAnswer(
        status, Map.of("content-type", "application/json"), body.toString().getBytes(UTF_8));
  }
}
