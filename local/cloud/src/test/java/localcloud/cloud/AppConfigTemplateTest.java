package localcloud.cloud;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.random.RandomGenerator;
import localcloud.appconfig.AppConfig;
import localcloud.aws.AwsService;
import localcloud.resources.Provision;
import localcloud.sam.SamTemplate;
import localcloud.sam.StackPlan;
import localcloud.sam.StackSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What AppConfig refuses of a template is found before anything is made. */
class AppConfigTemplateTest {
  private static final String SHOP =
      """
      Transform: AWS::Serverless-2016-10-31
      Resources:
        Shop: {Type: AWS::AppConfig::Application, Properties: {Name: shop}}
        Live: {Type: AWS::AppConfig::Environment, Properties: {ApplicationId: !Ref Shop, Name: live}}
        Rates:
          Type: AWS::AppConfig::ConfigurationProfile
          Properties: {ApplicationId: !Ref Shop, Name: rates, LocationUri: hosted}
      """;

  @TempDir Path folder;

  @Test
  void whatIsWrongIsSaidInALineEach() {
    var template =
        """
        Resources:
          Nameless: {Type: AWS::AppConfig::Application, Properties: {Name: ''}}
          Flags:
            Type: AWS::AppConfig::ConfigurationProfile
            Properties:
              ApplicationId: !Ref Nameless
              Name: flags
              Type: AWS.AppConfig.FeatureFlags
              LocationUri: s3://bucket/flags
              Validators:
                - {Type: JSON_SCHEMA, Content: '{}'}
                - {Type: LAMBDA, Content: check}
                - {Type: REGEX, Content: x}
          Rates:
            Type: AWS::AppConfig::ConfigurationProfile
            Properties:
              ApplicationId: !Ref Nameless
              Name: rates
              LocationUri: hosted
              RetrievalRoleArn: arn:aws:iam::000000000000:role/r
          Never:
            Type: AWS::AppConfig::DeploymentStrategy
            Properties:
              Name: never
              DeploymentDurationInMinutes: 1441
              GrowthFactor: 0.5
              GrowthType: NONE
              ReplicateTo: NONE
        """;
    assertThatThrownBy(() -> plan(template))
        .hasMessage(
            """
            10 findings:
            template.yaml:2: Nameless.Name (AWS::AppConfig::Application): has 0 characters; write 1 to 64 of them
            template.yaml:9: Flags.LocationUri (AWS::AppConfig::ConfigurationProfile): is not AppConfig's own store; write hosted
            template.yaml:10: Flags.Validators (AWS::AppConfig::ConfigurationProfile): are 3; write at most 2
            template.yaml:11: Flags.Validators.0.Type (AWS::AppConfig::ConfigurationProfile): is JSON_SCHEMA in a profile of flags; write constraints of the attributes
            template.yaml:12: Flags.Validators.1.Content (AWS::AppConfig::ConfigurationProfile): is check; write the ARN of a function
            template.yaml:13: Flags.Validators.2.Type (AWS::AppConfig::ConfigurationProfile): is REGEX; write JSON_SCHEMA or LAMBDA
            template.yaml:20: Rates.RetrievalRoleArn (AWS::AppConfig::ConfigurationProfile): is not supported locally; leave it out: a hosted configuration needs none
            template.yaml:25: Never.DeploymentDurationInMinutes (AWS::AppConfig::DeploymentStrategy): is 1441; write a whole number from 0 to 1440
            template.yaml:26: Never.GrowthFactor (AWS::AppConfig::DeploymentStrategy): is 0.5; write a number from 1 to 100
            template.yaml:27: Never.GrowthType (AWS::AppConfig::DeploymentStrategy): is NONE; write LINEAR or EXPONENTIAL""");
  }

  @Test
  void aSecondVersionOrDeploymentWouldBeCalledTheFirst() {
    assertThatThrownBy(() -> create(SHOP + version("One") + version("Two")))
        .hasMessageContaining("Two")
        .hasMessageContaining("makes one version of a profile");
    assertThatThrownBy(() -> create(SHOP + version("One") + deployment("A") + deployment("B")))
        .hasMessageContaining("B: The local cloud makes one version of a profile");
  }

  private static String version(String name) {
    return """
    %s:
      Type: AWS::AppConfig::HostedConfigurationVersion
      Properties:
        ApplicationId: !Ref Shop
        ConfigurationProfileId: !Ref Rates
        Content: '{}'
        ContentType: application/json
    """
        .formatted(name)
        .indent(2);
  }

  private static String deployment(String name) {
    return """
    %s:
      Type: AWS::AppConfig::Deployment
      Properties:
        ApplicationId: !Ref Shop
        EnvironmentId: !Ref Live
        ConfigurationProfileId: !Ref Rates
        ConfigurationVersion: !Ref One
        DeploymentStrategyId: AppConfig.AllAtOnce
    """
        .formatted(name)
        .indent(2);
  }

  private void create(String template) {
    AwsService nobody =
        call -> {
          throw new AssertionError(call);
        };
    var appConfig =
        new AppConfig(
            "us-east-1", "000000000000", nobody, Clock.systemUTC(), RandomGenerator.getDefault());
    var provision =
        new Provision(nobody, "us-east-1", "000000000000").with(AppConfig.class, appConfig);
    plan(template).createIn(provision);
    provision.complete();
  }

  private StackPlan plan(String template) {
    var settings = StackSettings.local("s", "http://127.0.0.1:1", "http://127.0.0.1:2", Map.of());
    try {
      var file = Files.writeString(folder.resolve("template.yaml"), template);
      return SamTemplate.plan(file, settings, folder, ResourceHandlers.ALL);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
