package localcloud.appconfig;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import localcloud.aws.AwsAnswer;
import org.jspecify.annotations.Nullable;

/**
 * The data plane: a client opens a session and then asks with the token that the last answer gave
 * it. A token is for one answer and 24 hours, and a client may not ask more often than its session
 * says (API reference, GetLatestConfiguration).
 */
final class Sessions {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The interval of a session that names none. */
  private static final int INTERVAL_SECONDS = 60;

  private static final Duration TOKEN_LIVES = Duration.ofHours(24);

  /** Far more than there are environments of functions; then the oldest are forgotten. */
  private static final int MOST = 10_000;

  private static final List<String> IDENTIFIERS =
      List.of("ApplicationIdentifier", "EnvironmentIdentifier", "ConfigurationProfileIdentifier");

  private static final class Session {
    private final Application application;
    private final Environment environment;
    private final Profile profile;
    private final double place;
    private final int intervalSeconds;
    private int calls;
    private Instant issued;
    private Profile.@Nullable Version last;

    private Session(
        Application application,
        Environment environment,
        Profile profile,
        double place,
        int intervalSeconds,
        Instant now) {
      this.application = application;
      this.environment = environment;
      this.profile = profile;
      this.place = place;
      this.intervalSeconds = intervalSeconds;
      this.issued = now;
    }

    private String token(String id) {
      var token = JsonNodeFactory.instance.objectNode();
      token
          .put("ApplicationIdentifier", application.id())
          .put("EnvironmentIdentifier", environment.id())
          .put("ConfigurationProfileIdentifier", profile.id())
          .put("session", id)
          .put("calls", calls);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(token.toString().getBytes(UTF_8));
    }
  }

  private final Clock clock;
  private final RandomGenerator random;
  private final Map<String, Session> sessions =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Session> eldest) {
          return size() > MOST;
        }
      };

  /**
   * No sessions yet.
   *
   * @param random chooses each client's place in gradual deployments
   */
  Sessions(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** What a token is for, as the members of StartConfigurationSession; nothing if it is none. */
  static JsonNode named(String token) {
    try {
      return JSON.readTree(Base64.getUrlDecoder().decode(token));
    } catch (IOException | IllegalArgumentException e) {
      return JsonNodeFactory.instance.objectNode();
    }
  }

  /** StartConfigurationSession. */
  synchronized AwsAnswer start(AppConfig appConfig, Request request) {
    var body = request.body();
    for (var identifier : IDENTIFIERS) {
      if (body.path(identifier).asText().isEmpty()) {
        throw Refusal.badRequest(identifier + " is missing");
      }
    }
    var application = appConfig.application(body.path(IDENTIFIERS.get(0)).asText());
    var id = UUID.randomUUID().toString();
    var session =
        new Session(
            application,
            application.environment(body.path(IDENTIFIERS.get(1)).asText()),
            application.profile(body.path(IDENTIFIERS.get(2)).asText()),
            100 * random.nextDouble(),
            interval(body.path("RequiredMinimumPollIntervalInSeconds")),
            clock.instant());
    sessions.put(id, session);
    var answer = JSON.createObjectNode().put("InitialConfigurationToken", session.token(id));
    return AppConfig.json(201, answer);
  }

  private static int interval(JsonNode given) {
    if (given.isMissingNode() || given.isNull()) {
      return INTERVAL_SECONDS;
    }
    if (!given.isInt() || given.intValue() < 15 || given.intValue() > 86_400) {
      throw Refusal.badRequest(
          "RequiredMinimumPollIntervalInSeconds is a whole number from 15 to 86400");
    }
    return given.intValue();
  }

  /** GetLatestConfiguration; the body is empty if the client has the version already. */
  synchronized AwsAnswer latest(Request request) {
    var now = clock.instant();
    var token = named(request.variable("configuration_token"));
    var id = token.path("session").asText();
    var session = sessions.get(id);
    if (session == null) {
      throw invalid("Corrupted", "Invalid configuration token");
    }
    if (token.path("calls").asInt() != session.calls
        || now.isAfter(session.issued.plus(TOKEN_LIVES))) {
      throw invalid("Expired", "The configuration token has expired or has been used");
    }
    if (session.calls > 0 && now.isBefore(session.issued.plusSeconds(session.intervalSeconds))) {
      throw invalid("PollIntervalNotSatisfied", "Request too early");
    }
    var version =
        session
            .environment
            .current(session.profile, session.place, now)
            .orElseThrow(
                () -> Refusal.notFound("Deployment", "No deployment of the configuration found"));
    var isNew = !version.equals(session.last);
    session.last = version;
    session.calls++;
    session.issued = now;
    return new AwsAnswer(
        200, headers(session, id, version, isNew), isNew ? content(session, version) : new byte[0]);
  }

  private static byte[] content(Session session, Profile.Version version) {
    return session.profile.hasFlags()
        ? FlagSet.retrieved(version.content())
        : version.content().clone();
  }

  private static Map<String, String> headers(
      Session session, String id, Profile.Version version, boolean isNew) {
    var headers =
        new HashMap<>(
            Map.of(
                "next-poll-configuration-token",
                session.token(id),
                "next-poll-interval-in-seconds",
                Integer.toString(session.intervalSeconds),
                "content-type",
                version.contentType()));
    if (isNew && !version.label().isEmpty()) {
      headers.put("version-label", version.label());
    }
    return headers;
  }

  private static Refusal invalid(String problem, String message) {
    var members = JSON.createObjectNode().put("Reason", "InvalidParameters");
    members
        .putObject("Details")
        .putObject("InvalidParameters")
        .putObject("ConfigurationToken")
        .put("Problem", problem);
    return Refusal.badRequest(message).with(members);
  }
}
