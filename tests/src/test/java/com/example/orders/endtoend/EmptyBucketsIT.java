package com.example.orders.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;

/**
 * {@code make delete} of an extension with a bucket, which CloudFormation keeps while it is full.
 */
@Tag("local")
@Execution(CONCURRENT)
class EmptyBucketsIT {
  private static final String STACK = "orderly-dev-photos";

  /** By the same library as the command, for S3 checks signatures. */
  private static final String WRITE =
      "import boto3, sys; s3 = boto3.client('s3');"
          + " [s3.put_object(Bucket=sys.argv[1], Key=f'photos/{n} ä.png', Body=b'pixels') for n in range(3)]";

  private static final String COUNT =
      "import boto3, sys; print(boto3.client('s3').list_objects_v2(Bucket=sys.argv[1])['KeyCount'])";

  @TempDir Path folder;

  @Test
  void asksBeforeItEmptiesTheBucketsOfAStack() throws Exception {
    assumeTrue(System.getenv("SAM_PYTHON") != null, "SAM_PYTHON names no Python with boto3");
    Files.writeString(
        folder.resolve("template.yaml"),
        """
        Parameters: {CoreStackName: {Type: String, Default: orderly-dev}}
        Resources: {Photos: {Type: AWS::S3::Bucket}}
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
      var bucket = cloud.stack().resources().get("Photos").ref();
      python(cloud, "", "-c", WRITE, bucket);

      assertThat(beforeDelete(cloud, "n"))
          .contains("has objects. Delete all 3 of them? [y/N]", STACK + " stays.");
      assertThat(keys(cloud, bucket)).isEqualTo("3");
      assertThat(beforeDelete(cloud, "y")).endsWith("Delete all 3 of them? [y/N] ");
      assertThat(keys(cloud, bucket)).isEqualTo("0");
      assertThat(beforeDelete(cloud, "")).isEmpty();
    }
  }

  private static String keys(LocalCloud cloud, String bucket) throws Exception {
    return python(cloud, "", "-c", COUNT, bucket).strip();
  }

  /** What the command says when it is answered so. */
  private String beforeDelete(LocalCloud cloud, String answer) throws Exception {
    return python(
        cloud, answer, "scripts/stacks.py", "before-delete", folder.toString(), "default");
  }

  private static String python(LocalCloud cloud, String typed, String... arguments)
      throws Exception {
    var command = new ArrayList<>(List.of(System.getenv("SAM_PYTHON")));
    command.addAll(List.of(arguments));
    var builder =
        new ProcessBuilder(command)
            .directory(Project.find().root().toFile())
            .redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "AWS_ENDPOINT_URL", cloud.endpointUrl().toString(),
                "AWS_DEFAULT_REGION", "us-east-1",
                "AWS_ACCESS_KEY_ID", "local",
                "AWS_SECRET_ACCESS_KEY", "local"));
    var asked = builder.start();
    try (var keyboard = asked.outputWriter(UTF_8)) {
      keyboard.write(typed + "\n");
    }
    var said = new String(asked.getInputStream().readAllBytes(), UTF_8);
    assertThat(asked.waitFor()).as(said).isEqualTo(said.contains("stays") ? 1 : 0);
    return said;
  }
}
