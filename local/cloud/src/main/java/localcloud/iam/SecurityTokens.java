package localcloud.iam;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.endpoint.QueryRequest;
import localcloud.endpoint.Xml;

/** STS, as far as it says who a caller is and lets the account's principals assume a role. */
public record SecurityTokens(String accountId, Permissions permissions, RoleSessions sessions)
    implements AwsService {
  private static final String NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

  /** STS API reference, AssumeRole, RoleSessionName. */
  private static final Pattern SESSION = Pattern.compile("[\\w+=,.@-]{2,64}");

  @Override
  public AwsAnswer answer(AwsCall call) {
    var request = QueryRequest.of(call);
    return switch (request.action()) {
      case "GetCallerIdentity" ->
          request.answer(
              NAMESPACE,
              Xml.element("Arn", call.principal())
                  + Xml.element("UserId", accountId)
                  + Xml.element("Account", accountId));
      case "AssumeRole" -> assume(request, call.principal());
      default ->
          throw new AwsException(400, "InvalidAction", "The local STS has no " + request.action());
    };
  }

  private AwsAnswer assume(QueryRequest request, String caller) {
    var session = String.valueOf(request.parameter("RoleSessionName"));
    if (!SESSION.matcher(session).matches()) {
      throw new AwsException(400, "ValidationError", "RoleSessionName must match " + SESSION);
    }
    var role = role(String.valueOf(request.parameter("RoleArn")), caller);
    var key = sessions.open(role.arn(), role.roleId(), session, duration(request, role));
    return request.answer(
        NAMESPACE,
        "<AssumedRoleUser>%s%s</AssumedRoleUser><Credentials>%s%s%s%s</Credentials>"
            .formatted(
                Xml.element("Arn", key.userArn()),
                Xml.element("AssumedRoleId", key.userId()),
                Xml.element("AccessKeyId", key.id()),
                Xml.element("SecretAccessKey", key.secret()),
                Xml.element("SessionToken", key.sessionToken()),
                Xml.element("Expiration", key.expiresAt().toString())));
  }

  private Roles.Role role(String arn, String caller) {
    return permissions
        .roles()
        .find(arn)
        .filter(this::trusts)
        .orElseThrow(
            () ->
                new AwsException(
                    403,
                    "AccessDenied",
                    "User: %s is not authorized to perform: sts:AssumeRole on resource: %s"
                        .formatted(caller, arn)));
  }

  private static Duration duration(QueryRequest request, Roles.Role role) {
    var text = request.parameter("DurationSeconds");
    var seconds = text == null ? 3600 : text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
    if (seconds < 900 || seconds > 43_200) {
      throw new AwsException(400, "ValidationError", "DurationSeconds is from 900 to 43200");
    }
    if (seconds > role.longest().toSeconds()) {
      throw new AwsException(
          400,
          "ValidationError",
          "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
    }
    return Duration.ofSeconds(seconds);
  }

  /** Whether the role's trust policy lets the whole account in. */
  private boolean trusts(Roles.Role role) {
    var context = Map.of("aws:securetransport", "true");
    var words = new ArrayList<Boolean>();
    for (var statement : permissions.resources().of(role.arn())) {
      for (var who : List.of("arn:aws:iam::" + accountId + ":root", accountId)) {
        if (statement.matches(who, ServiceCall.TAKE_ROLE, role.arn(), context)) {
          words.add(statement.allows());
        }
      }
    }
    return !words.isEmpty() && !words.contains(false);
  }
}
