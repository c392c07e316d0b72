package localcloud.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Set;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.aws.LocalClients;
import localcloud.aws.LoopbackServer;
import localcloud.aws.LoopbackServer.Request;
import localcloud.aws.NoAnswerException;
import localcloud.cloud.PortInUseException;

/** The HTTP port that every AWS SDK and the AWS CLI can be pointed at, on loopback only. */
public final class AwsEndpoint implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(AwsEndpoint.class.getName());
  private static final String LOCAL = "/_local";

  /** More than the largest request of any service here: 16 MB, DynamoDB's BatchWriteItem. */
  private static final int MOST_BYTES = 20 << 20;

  /** For web pages, which have no business here. */
  private static final AwsAnswer FOREIGN = new AwsAnswer(403, Map.of(), new byte[0]);

  /**
   * The services with a REST protocol, whose GET changes nothing. An action of the others by GET is
   * what any web page can send, and no SDK does.
   */
  private static final Set<String> READ_BY_GET =
      Set.of("lambda", "cognito-idp", "scheduler", "appconfig", "s3");

  /** Whoever signs with a key of no function: the one who deployed the stack. */
  private final String administrator;

  private final LoopbackServer server;
  private final AwsService aws;
  private final LocalControls controls;
  private final Callers callers;

  private AwsEndpoint(
      int port, String administrator, AwsService aws, LocalControls controls, Callers callers)
      throws IOException {
    this.administrator = administrator;
    this.aws = aws;
    this.controls = controls;
    this.callers = callers;
    server = LoopbackServer.start(port, MOST_BYTES, this::answer);
  }

  /**
   * Opens the port.
   *
   * @param port 0 for a free one
   * @param administrator the ARN of whoever signs with a key that nobody holds
   */
  public static AwsEndpoint open(
      int port, String administrator, AwsService aws, LocalControls controls, Callers callers) {
    try {
      return new AwsEndpoint(port, administrator, aws, controls, callers);
    } catch (BindException e) {
      throw new PortInUseException(port, e);
    } catch (IOException e) {
      throw new IllegalStateException("The AWS endpoint cannot open port " + port, e);
    }
  }

  public int port() {
    return server.port();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + port());
  }

  @Override
  public void close() {
    server.close();
  }

  private AwsAnswer answer(Request request) {
    if (!isLocal(request.headers())) {
      return FOREIGN;
    }
    try {
      var uri = new URI(request.path());
      return request.path().startsWith(LOCAL) ? control(request, uri) : serve(request);
    } catch (URISyntaxException e) {
      return plain(400, String.valueOf(e.getMessage()));
    } catch (AwsException e) { // outside of a service: the request cannot be read
      return plain(e.status(), String.valueOf(e.getMessage()));
    } catch (NoAnswerException e) {
      throw e;
    } catch (RuntimeException e) {
      LOGGER.log(Level.ERROR, "Fault of the AWS endpoint: " + request.path(), e);
      return plain(500, e.toString());
    }
  }

  private static boolean isLocal(Map<String, String> headers) {
    return LocalClients.isLocal(
        headers.get("host"), headers.get("origin"), headers.get("sec-fetch-site"));
  }

  private AwsAnswer serve(Request request) {
    var signer = SignedBy.in(request.headers(), request.path());
    var service = signer.map(SignedBy::service).orElseGet(() -> unsigned(request));
    if (!request.method().equals("POST") && !READ_BY_GET.contains(service)) {
      return plain(405, "Actions of " + service + " are taken by POST only.");
    }
    var key = signer.map(SignedBy::accessKeyId).orElse("");
    return aws.answer(
        new AwsCall(
            service,
            callers.principal(key).orElse(administrator),
            request.method(),
            request.path(),
            request.headers(),
            request.body(),
            callers.caller(key, signer.map(SignedBy::sessionToken).orElse(""))));
  }

  private static String unsigned(Request request) {
    var form = request.body().length < 4096 ? text(request.body()) : "";
    return ServiceNames.ofUnsigned(
        request.method(), request.headers().get("x-amz-target"), request.path(), form);
  }

  private static String text(byte[] body) {
    return new String(body, UTF_8);
  }

  private AwsAnswer control(Request request, URI uri) {
    var query = uri.getRawQuery();
    return controls.answer(
        request.method(),
        uri.getPath().substring(LOCAL.length()),
        AwsCall.parameters(query == null ? "" : query),
        text(request.body()));
  }

  private static AwsAnswer plain(int status, String message) {
    return new AwsAnswer(
        status, Map.of("content-type", "text/plain; charset=utf-8"), message.getBytes(UTF_8));
  }
}
