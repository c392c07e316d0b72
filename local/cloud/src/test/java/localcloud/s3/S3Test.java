package localcloud.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static localcloud.cloud.SampleCloud.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import localcloud.cloud.SampleCloud;
import localcloud.faults.FaultRules;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** S3 as AWS's own client and a plain HTTP client see it. */
class S3Test {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final AwsCredentials ROOT = AwsBasicCredentials.create("test", "test");

  private static LocalCloud cloud;
  private static String bucket;

  @BeforeAll
  static void start() throws Exception {
    var template = Path.of(S3Test.class.getResource("/s3/template.yaml").toURI());
    cloud = LocalCloud.start(LocalCloudSettings.of(template, template.resolveSibling(".")));
    bucket = cloud.output("Bucket");
  }

  @AfterAll
  static void stop() {
    cloud.close();
  }

  @Test
  void aBucketHasTheNameThatAwsWouldMakeOfIt() {
    assertThat(bucket).isEqualTo("local-photos");
    assertThat(cloud.output("BucketArn")).isEqualTo("arn:aws:s3:::local-photos");
  }

  @Test
  void anObjectComesBackAsItWasPut() {
    var s3 = client(assumed("Keeper"));
    s3.putObject(
        put ->
            put.bucket(bucket)
                .key("kept/a b+c/ü.html")
                .contentType("text/html;charset=utf-8")
                .contentDisposition("inline; filename=\"u.html\"")
                .cacheControl("private, no-store")
                .metadata(Map.of("made-by", "test"))
                .checksumAlgorithm(ChecksumAlgorithm.SHA256),
        RequestBody.fromString("<p>Grüße</p>"));

    var got = get(s3, "kept/a b+c/ü.html");
    var head = s3.headObject(request -> request.bucket(bucket).key("kept/a b+c/ü.html"));

    assertThat(got.asUtf8String()).isEqualTo("<p>Grüße</p>");
    assertThat(got.response().contentType()).isEqualTo("text/html;charset=utf-8");
    assertThat(got.response().contentDisposition()).isEqualTo("inline; filename=\"u.html\"");
    assertThat(got.response().cacheControl()).isEqualTo("private, no-store");
    assertThat(got.response().metadata()).containsExactly(Map.entry("made-by", "test"));
    assertThat(head.contentLength()).isEqualTo(14);
    assertThat(head.eTag()).isEqualTo(got.response().eTag());
  }

  @Test
  void aDeletedObjectIsGone() {
    var s3 = client(ROOT);
    put(s3, "kept/short", "x");
    s3.deleteObject(request -> request.bucket(bucket).key("kept/short"));
    assertThat(refusal(() -> get(s3, "kept/short"))).isEqualTo("404 NoSuchKey");
  }

  @Test
  void theListHasWhatBeginsWithThePrefix() {
    var s3 = client(ROOT);
    for (var key : new String[] {"listed/1", "listed/2", "listing"}) {
      put(s3, key, "x");
    }
    var listed = s3.listObjectsV2(request -> request.bucket(bucket).prefix("listed/"));
    assertThat(listed.contents())
        .extracting(object -> object.key())
        .containsExactly("listed/1", "listed/2");
    assertThat(s3.listBuckets().buckets()).extracting(one -> one.name()).containsExactly(bucket);
  }

  @Test
  void ofManyWhoWriteAKeyThatMustBeNewOneSucceeds() throws Exception {
    var s3 = client(assumed("Keeper"));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var results =
          threads.invokeAll(
              IntStream.range(0, 16)
                  .<Callable<String>>mapToObj(n -> () -> refusal(() -> putNew(s3, "text " + n)))
                  .toList());
      var words = results.stream().map(result -> result.resultNow()).toList();
      assertThat(words).containsOnlyOnce("");
      assertThat(words).filteredOn(word -> !word.isEmpty()).containsOnly("412 PreconditionFailed");
    }
  }

  private static void putNew(S3Client s3, String text) {
    s3.putObject(
        put -> put.bucket(bucket).key("kept/once").ifNoneMatch("*"), RequestBody.fromString(text));
  }

  @Test
  void bytesThatDoNotMatchTheirChecksumAreRefused() {
    var s3 = client(ROOT);
    assertThat(
            refusal(
                () ->
                    s3.putObject(
                        put ->
                            put.bucket(bucket).key("broken").checksumSHA256("A".repeat(43) + "="),
                        RequestBody.fromString("x"))))
        .startsWith("400 ");
  }

  @ParameterizedTest
  @CsvSource({"Keeper, 403 AccessDenied", "Lister, 404 NoSuchKey"})
  void onlyWhoMayListTheBucketLearnsThatAKeyIsMissing(String role, String answer) {
    var s3 = client(assumed(role));
    assertThat(refusal(() -> get(s3, "kept/never"))).isEqualTo(answer);
    assertThat(refusal(() -> s3.headObject(head -> head.bucket(bucket).key("kept/never"))))
        .startsWith(answer.substring(0, 3));
  }

  @Test
  void aRoleMayDoWhatItsPoliciesAllowAndTheBucketsPolicyDoesNotDeny() {
    var keeper = client(assumed("Keeper"));
    put(client(ROOT), "elsewhere", "x");

    assertThat(refusal(() -> put(keeper, "elsewhere", "x"))).isEqualTo("403 AccessDenied");
    assertThat(refusal(() -> get(keeper, "elsewhere"))).isEqualTo("403 AccessDenied");
    assertThat(refusal(() -> keeper.listObjectsV2(list -> list.bucket(bucket))))
        .isEqualTo("403 AccessDenied");
    assertThat(refusal(() -> put(keeper, "kept/closed/1", "x"))).isEqualTo("403 AccessDenied");
    assertThat(cloud.permissions().denials())
        .anySatisfy(
            denial -> {
              assertThat(denial.action()).isEqualTo("s3:PutObject");
              assertThat(denial.resource()).isEqualTo("arn:aws:s3:::local-photos/elsewhere");
            });
  }

  @Test
  void aLinkOpensOneObjectForSomeSeconds() throws Exception {
    put(client(ROOT), "kept/linked", "for a friend");
    var link = link(assumed("Keeper"), "kept/linked", 300);

    var opened = open(link);
    assertThat(opened.statusCode()).isEqualTo(200);
    assertThat(opened.body()).isEqualTo("for a friend");
    assertThat(opened.headers().firstValue("Content-Disposition")).hasValue("attachment");
    assertThat(open(link.replace("linked", "listed")).body()).contains("SignatureDoesNotMatch");
    assertThat(open(link.replace("X-Amz-Expires=300", "X-Amz-Expires=900")).body())
        .contains("SignatureDoesNotMatch");
    assertThat(open(link.replaceFirst("\\?.*", "")).statusCode()).isEqualTo(403);

    var head = HttpRequest.newBuilder(URI.create(link)).HEAD().build();
    assertThat(HTTP.send(head, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(403);
  }

  @Test
  void aLinkEnds() throws Exception {
    put(client(ROOT), "kept/brief", "x");
    var link = link(assumed("Keeper"), "kept/brief", 1);
    await()
        .untilAsserted(() -> assertThat(open(link).body()).contains("<Code>AccessDenied</Code>"));
  }

  /** S3 looks again when a link is used: who signs can give no more than what is his. */
  @Test
  void aLinkIsWorthWhatItsSignerMayDo() throws Exception {
    put(client(ROOT), "kept/foreign", "x");
    var answer = open(link(assumed("Writer"), "kept/foreign", 300));
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("<Code>AccessDenied</Code>").contains("s3:GetObject");
  }

  @Test
  void aKeyIsWorthNothingWithoutItsSecretAndItsToken() {
    var own = (AwsSessionCredentials) assumed("Keeper");
    var others = (AwsSessionCredentials) assumed("Keeper");
    var wrongSecret =
        AwsSessionCredentials.create(
            own.accessKeyId(), others.secretAccessKey(), own.sessionToken());
    var wrongToken =
        AwsSessionCredentials.create(
            own.accessKeyId(), own.secretAccessKey(), others.sessionToken());
    assertThat(refusal(() -> put(client(wrongSecret), "kept/1", "x")))
        .isEqualTo("403 SignatureDoesNotMatch");
    assertThat(refusal(() -> put(client(wrongToken), "kept/1", "x"))).isEqualTo("400 InvalidToken");
  }

  @ParameterizedTest
  @ValueSource(strings = {"acl", "copy", "uploads", "tagging", "version", "listVersion1", "create"})
  void whatIsNotThereIsRefusedByName(String what) {
    var s3 = client(ROOT);
    put(s3, "kept/there", "x");
    assertThat(refusal(() -> unsupported(s3, what))).isEqualTo("501 NotImplemented");
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "kept/.", "kept/../elsewhere", "kept//there", "kept/there/", "/x"})
  void aKeyThatTheStoreWouldTakeForAnotherIsRefused(String key) {
    var s3 = client(ROOT);
    assertThat(refusal(() -> put(s3, key, "x"))).isEqualTo("501 NotImplemented");
    put(s3, "kept/..there/...", "x");
  }

  private static void unsupported(S3Client s3, String what) {
    switch (what) {
      case "acl" ->
          s3.putObject(
              put -> put.bucket(bucket).key("k").acl(ObjectCannedACL.PUBLIC_READ),
              RequestBody.empty());
      case "copy" ->
          s3.copyObject(
              copy ->
                  copy.sourceBucket(bucket)
                      .sourceKey("kept/there")
                      .destinationBucket(bucket)
                      .destinationKey("k"));
      case "uploads" -> s3.createMultipartUpload(upload -> upload.bucket(bucket).key("k"));
      case "tagging" -> s3.getObjectTagging(tags -> tags.bucket(bucket).key("kept/there"));
      case "version" ->
          s3.getObjectAsBytes(get -> get.bucket(bucket).key("kept/there").versionId("1"));
      case "listVersion1" -> s3.listObjects(list -> list.bucket(bucket));
      case "create" -> s3.createBucket(create -> create.bucket("another"));
      default -> throw new IllegalArgumentException(what);
    }
  }

  @Test
  void aMissingBucketIsSaidToBeMissing() {
    assertThat(refusal(() -> client(ROOT).headObject(head -> head.bucket("no-bucket").key("k"))))
        .startsWith("404");
  }

  @Test
  void callsAreCountedByTheirNamesAndMetByFaults() {
    var s3 = client(assumed("Keeper"));
    var before = puts();
    put(s3, "kept/counted", "x");
    assertThat(puts() - before).isEqualTo(1);
    cloud
        .faults()
        .replace(
            FaultRules.parse(
                """
                {"seed": 1, "rules": [{"id": "slow", "fault": "throttle", "service": "s3",
                  "function": "root", "operation": "PutObject", "resource": "Photos"}]}"""));
    try {
      assertThat(refusal(() -> put(s3, "kept/counted", "x"))).isEqualTo("503 SlowDown");
    } finally {
      cloud.faults().heal();
    }
  }

  private static long puts() {
    return cloud
        .calls()
        .calls(count -> count.service().equals("s3") && count.operation().equals("PutObject"));
  }

  @Test
  void noMoreIsKeptThanALaptopCan() {
    var s3 = client(ROOT);
    var large = RequestBody.fromBytes(new byte[16 << 20]);
    var answers =
        IntStream.range(0, 5)
            .mapToObj(
                n ->
                    refusal(() -> s3.putObject(put -> put.bucket(bucket).key("large/" + n), large)))
            .toList();
    for (int n = 0; n < 5; n++) {
      var key = "large/" + n;
      s3.deleteObject(delete -> delete.bucket(bucket).key(key));
    }
    assertThat(answers).contains("", "503 SlowDown").doesNotContain("500 InternalError");
    assertThat(refusal(() -> s3.putObject(put -> put.bucket(bucket).key("large/0"), large)))
        .isEmpty();
    s3.deleteObject(delete -> delete.bucket(bucket).key("large/0"));
  }

  private static void put(S3Client s3, String key, String text) {
    s3.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromString(text));
  }

  private static ResponseBytes<GetObjectResponse> get(S3Client s3, String key) {
    return s3.getObjectAsBytes(get -> get.bucket(bucket).key(key));
  }

  /** Status and code; empty if nothing is refused. */
  private static String refusal(Runnable call) {
    try {
      call.run();
      return "";
    } catch (S3Exception e) {
      return e.statusCode() + " " + e.awsErrorDetails().errorCode();
    }
  }

  private static HttpResponse<String> open(String link) throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(link)).build(),
        HttpResponse.BodyHandlers.ofString(UTF_8));
  }

  private static String link(AwsCredentials credentials, String key, int seconds) {
    try (var presigner =
        S3Presigner.builder()
            .endpointOverride(cloud.endpointUrl())
            .region(Region.US_EAST_1)
            .credentialsProvider(StaticCredentialsProvider.create(credentials))
            .build()) {
      return presigner
          .presignGetObject(
              request ->
                  request
                      .signatureDuration(Duration.ofSeconds(seconds))
                      .getObjectRequest(
                          get ->
                              get.bucket(bucket).key(key).responseContentDisposition("attachment")))
          .url()
          .toString();
    }
  }

  private static S3Client client(AwsCredentials credentials) {
    return S3Client.builder()
        .endpointOverride(cloud.endpointUrl())
        .region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .httpClient(UrlConnectionHttpClient.create())
        .overrideConfiguration(conf -> conf.retryStrategy(retry -> retry.maxAttempts(1)))
        .build();
  }

  private static AwsCredentials assumed(String role) {
    var answer =
        SampleCloud.query(
                cloud,
                "/",
                "Action=AssumeRole&Version=2011-06-15&RoleSessionName=test&RoleArn="
                    + cloud.output(role))
            .body();
    return AwsSessionCredentials.create(
        in(answer, "AccessKeyId"), in(answer, "SecretAccessKey"), in(answer, "SessionToken"));
  }

  private static String in(String xml, String element) {
    var found = Pattern.compile("<" + element + ">([^<]*)<").matcher(xml);
    return Optional.of(found).filter(f -> f.find()).orElseThrow().group(1);
  }
}
