package com.example.orders.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.scripts.PythonScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;

/**
 * {@code make delete} of what CloudFormation keeps while something is in it: a bucket with objects,
 * a configuration profile with versions.
 */
@Tag("local")
@Execution(CONCURRENT)
class BeforeDeleteIT {
  private static final String STACK = "orderly-dev-photos";

  /** By the same library as the command, for S3 checks signatures. */
  private static final String WRITE =
      "import boto3, sys; s3 = boto3.client('s3');"
          + " [s3.put_object(Bucket=sys.argv[1], Key=f'photos/{n} ä.png', Body=b'pixels') for n in range(3)]";

  private static final String COUNT =
      "import boto3, sys; print(boto3.client('s3').list_objects_v2(Bucket=sys.argv[1])['KeyCount'])";

  /** Settings as {@code make settings} stores them, more than AppConfig lists at once. */
  private static final String STORE =
      """
      import boto3, sys
      appconfig = boto3.client('appconfig')
      for n in range(60):
          appconfig.create_hosted_configuration_version(
              ApplicationId=sys.argv[1], ConfigurationProfileId=sys.argv[2], Content=b'{}', ContentType='application/json')
      """;

  private static final String FIRST_PAGE =
      "import boto3, sys; print(len(boto3.client('appconfig').list_hosted_configuration_versions("
          + "ApplicationId=sys.argv[1], ConfigurationProfileId=sys.argv[2])['Items']))";

  @TempDir Path folder;

  @Test
  void asksOnceBeforeItEmptiesWhatTheStackHas() throws Exception {
    assumeTrue(System.getenv("SAM_PYTHON") != null, "SAM_PYTHON names no Python with boto3");
    Files.writeString(
        folder.resolve("template.yaml"),
        """
        Parameters: {CoreStackName: {Type: String, Default: orderly-dev}}
        Resources:
          Photos: {Type: AWS::S3::Bucket}
          Settings: {Type: AWS::AppConfig::Application, Properties: {Name: !Ref AWS::StackName}}
          Profile:
            Type: AWS::AppConfig::ConfigurationProfile
            Properties: {ApplicationId: !Ref Settings, Name: settings, LocationUri: hosted}
        """);
    Files.writeString(
        folder.resolve("samconfig.toml"),
        """
        [default.global.parameters]
        stack_name = "%s"
        [default.deploy.parameters]
        parameter_overrides = "CoreStackName=orderly-dev"
        """
            .formatted(STACK));
    var settings =
        LocalCloudSettings.of(folder.resolve("template.yaml"), folder)
            .withStack(STACK, "us-east-1");
    try (var cloud = LocalCloud.start(settings)) {
      var bucket = ref(cloud, "Photos");
      var application = ref(cloud, "Settings");
      var profile = ref(cloud, "Profile");
      python(cloud, "", "-c", WRITE, bucket);
      python(cloud, "", "-c", STORE, application, profile);

      var question =
          "CloudFormation keeps %s while there are versions of its settings (60) and objects in %s"
                  .formatted(STACK, bucket)
              + " (3). "
              + "Delete them for good? The stack itself is deleted next. [y/N] ";
      assertThat(beforeDelete(cloud, "n")).isEqualTo(question + STACK + " stays.\n");
      assertThat(keys(cloud, bucket)).isEqualTo("3");
      assertThat(firstPage(cloud, application, profile)).isEqualTo("50");
      assertThat(beforeDelete(cloud, "y")).isEqualTo(question);
      assertThat(keys(cloud, bucket)).isEqualTo("0");
      assertThat(firstPage(cloud, application, profile)).isEqualTo("0");
      assertThat(beforeDelete(cloud, "")).isEmpty();
    }
  }

  private static String ref(LocalCloud cloud, String logicalId) {
    return cloud.stack().resources().get(logicalId).ref();
  }

  private static String keys(LocalCloud cloud, String bucket) {
    return python(cloud, "", "-c", COUNT, bucket).strip();
  }

  private static String firstPage(LocalCloud cloud, String application, String profile) {
    return python(cloud, "", "-c", FIRST_PAGE, application, profile).strip();
  }

  /** What the command says when it is answered so. */
  private String beforeDelete(LocalCloud cloud, String answer) {
    return python(
        cloud, answer, "scripts/stacks.py", "before-delete", folder.toString(), "default");
  }

  private static String python(LocalCloud cloud, String typed, String... arguments) {
    var answer = PythonScript.run(cloud.endpointUrl(), typed + "\n", List.of(arguments));
    var said = answer.output();
    assertThat(answer.exitCode()).as(said).isEqualTo(said.contains("stays") ? 1 : 0);
    return said;
  }
}
