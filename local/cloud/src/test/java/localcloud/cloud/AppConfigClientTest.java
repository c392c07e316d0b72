package localcloud.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.Map;
import localcloud.aws.AwsCall;
import localcloud.faults.FaultRules;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.appconfig.AppConfigClient;
import software.amazon.awssdk.services.appconfig.model.BadRequestException;
import software.amazon.awssdk.services.appconfig.model.DeploymentState;
import software.amazon.awssdk.services.appconfig.model.EnvironmentState;
import software.amazon.awssdk.services.appconfig.model.ResourceNotFoundException;
import software.amazon.awssdk.services.appconfig.model.StartDeploymentResponse;
import software.amazon.awssdk.services.appconfigdata.AppConfigDataClient;
import software.amazon.awssdk.services.appconfigdata.model.GetLatestConfigurationResponse;
import software.amazon.awssdk.services.appconfigdata.model.InvalidParameterProblem;

/** AppConfig by the clients that operators and functions have. */
class AppConfigClientTest {
  @TempDir static Path folder;
  private static LocalCloud cloud;
  private static AppConfigClient operator;
  private static AppConfigDataClient reader;

  @BeforeAll
  static void start() {
    var template = SampleCloud.resource("/app-config/template.yaml");
    cloud =
        LocalCloud.start(LocalCloudSettings.of(template, folder).withStack("shop", "us-east-1"));
    operator = of(AppConfigClient.builder()).build();
    reader = of(AppConfigDataClient.builder()).build();
  }

  private static <B extends AwsClientBuilder<B, ?>> B of(B builder) {
    return builder
        .endpointOverride(cloud.endpointUrl())
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")));
  }

  @AfterAll
  static void stop() {
    reader.close();
    operator.close();
    cloud.close();
  }

  @Test
  void anOperatorDeploysWhatAFunctionReads() {
    var version = create(30);
    assertThat(version)
        .isEqualTo(
            operator
                .listHostedConfigurationVersions(
                    request -> request.applicationId("shop").configurationProfileId("flags"))
                .items()
                .getFirst()
                .versionNumber()
                .toString());
    operator.validateConfiguration(
        request ->
            request
                .applicationId("shop")
                .configurationProfileId("flags")
                .configurationVersion(version));
    var deployment = deploy(version);
    assertThat(deployment.state()).isEqualTo(DeploymentState.COMPLETE);
    assertThat(deployment.percentageComplete()).isEqualTo(100);
    assertThat(deployment.completedAt()).isEqualTo(deployment.startedAt());

    var first = latest(session());
    assertThat(first.configuration().asUtf8String())
        .isEqualTo("{\"lamp\":{\"enabled\":true,\"seconds\":30}}");
    assertThat(first.nextPollIntervalInSeconds()).isEqualTo(60);
    var early =
        catchThrowableOfType(
            software.amazon.awssdk.services.appconfigdata.model.BadRequestException.class,
            () -> latest(first.nextPollConfigurationToken()));
    assertThat(early.awsErrorDetails().errorMessage()).isEqualTo("Request too early");
    assertThat(early.details().invalidParameters().get("ConfigurationToken").problem())
        .isEqualTo(InvalidParameterProblem.POLL_INTERVAL_NOT_SATISFIED);
  }

  @Test
  void whatWasDeployedIsTakenBack() {
    deploy(create(40));
    var number = deploy(create(50)).deploymentNumber();
    assertThat(latest(session()).configuration().asUtf8String()).contains("50");
    var reverted =
        operator.stopDeployment(
            request ->
                request
                    .applicationId("shop")
                    .environmentId("live")
                    .deploymentNumber(number)
                    .allowRevert(true));
    assertThat(reverted.state()).isEqualTo(DeploymentState.REVERTED);
    assertThat(
            operator
                .getEnvironment(request -> request.applicationId("shop").environmentId("live"))
                .state())
        .isEqualTo(EnvironmentState.REVERTED);
    assertThat(latest(session()).configuration().asUtf8String()).contains("40");
  }

  @Test
  void aValueOutOfBoundsIsRefusedWithItsPlace() {
    var refused = catchThrowableOfType(BadRequestException.class, () -> create(0));
    assertThat(refused.reasonAsString()).isEqualTo("InvalidConfiguration");
    assertThat(refused.details().invalidConfiguration())
        .singleElement()
        .satisfies(
            detail -> {
              assertThat(detail.constraint()).isEqualTo("minimum");
              assertThat(detail.location()).isEqualTo("$.lamp.seconds");
              assertThat(detail.value()).isEqualTo("0");
            });
  }

  @Test
  void whatTheFunctionRefusesIsNotDeployed() {
    var version = create(25);
    assertThatThrownBy(() -> deploy(version))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("not a round number of seconds");
  }

  @Test
  void whatIsNotThereIsNotFound() {
    assertThatThrownBy(() -> operator.getApplication(request -> request.applicationId("other")))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  /** The client tries again by itself, and with the same token. */
  @Test
  void aTokenIsUsedUpByAnAnswerThatIsLost() {
    deploy(create(20));
    inject("{'fault':'server-error','count':1,SELECTED}");
    var first = latest(session());
    assertThat(first.configuration().asUtf8String()).contains("20");
    assertThat(cloud.faults().injected("r1")).isEqualTo(1);
    inject("{'fault':'timeout-after','latencyMillis':1,'count':1,SELECTED}");
    var token = session();
    var refused =
        catchThrowableOfType(
            software.amazon.awssdk.services.appconfigdata.model.BadRequestException.class,
            () -> latest(token));
    assertThat(refused.details().invalidParameters().get("ConfigurationToken").problem())
        .isEqualTo(InvalidParameterProblem.EXPIRED);
    assertThat(cloud.faults().injected("r1")).isEqualTo(1);
    inject("");
    assertThat(latest(session()).configuration().asUtf8String()).contains("20");
  }

  private static void inject(String rule) {
    var selected =
        "'function':'root','service':'appconfig','operation':'GetLatestConfiguration','resource':'Flags'";
    var rules = "{'rules':[" + rule.replace("SELECTED", selected) + "]}";
    cloud.faults().replace(FaultRules.parse(rules.replace('\'', '"')));
  }

  @Test
  void callsAreCountedByOperation() {
    deploy(create(10));
    var before = polls();
    latest(session());
    latest(session());
    assertThat(polls()).isEqualTo(before + 2);
  }

  private static long polls() {
    return cloud.calls().calls(count -> count.operation().equals("GetLatestConfiguration"));
  }

  @Test
  void aFunctionReadsByItsRole() {
    assertThat(readBy("Reader")).isEqualTo("201");
    assertThat(readBy("Stranger")).isEqualTo("403");
    assertThat(cloud.permissions().denials())
        .anySatisfy(
            denial -> assertThat(denial.action()).isEqualTo("appconfig:StartConfigurationSession"));
  }

  private static String readBy(String function) {
    var event =
        "{\"ApplicationIdentifier\":\"shop\",\"EnvironmentIdentifier\":\"live\","
            + "\"ConfigurationProfileIdentifier\":\"flags\"}";
    var name = cloud.stack().resources().get(function).ref();
    return cloud
        .aws()
        .answer(
            new AwsCall(
                "lambda",
                LocalCloudSettings.ADMINISTRATOR,
                "POST",
                "/2015-03-31/functions/" + name + "/invocations",
                Map.of(),
                event.getBytes(UTF_8)))
        .text();
  }

  private static String create(int seconds) {
    var flags =
        """
        {"version":"1","flags":{"lamp":{"name":"lamp","attributes":{"seconds":{"constraints":\
        {"type":"number","required":true,"minimum":1,"maximum":60}}}}},\
        "values":{"lamp":{"enabled":true,"seconds":%d}}}"""
            .formatted(seconds);
    return operator
        .createHostedConfigurationVersion(
            request ->
                request
                    .applicationId("shop")
                    .configurationProfileId("flags")
                    .contentType("application/json")
                    .content(SdkBytes.fromUtf8String(flags)))
        .versionNumber()
        .toString();
  }

  private static StartDeploymentResponse deploy(String version) {
    return operator.startDeployment(
        request ->
            request
                .applicationId("shop")
                .environmentId("live")
                .configurationProfileId("flags")
                .configurationVersion(version)
                .deploymentStrategyId(cloud.stack().resources().get("AtOnce").ref()));
  }

  private static String session() {
    return reader
        .startConfigurationSession(
            request ->
                request
                    .applicationIdentifier("shop")
                    .environmentIdentifier("live")
                    .configurationProfileIdentifier("flags"))
        .initialConfigurationToken();
  }

  private static GetLatestConfigurationResponse latest(String token) {
    return reader.getLatestConfiguration(request -> request.configurationToken(token));
  }
}
