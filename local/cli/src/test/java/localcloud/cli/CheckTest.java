package localcloud.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The option {@code --check}, as a person or a pipeline runs it. */
class CheckTest {
  private record Ended(int code, String output) {}

  @TempDir Path folder;

  @Test
  void whatWouldRunEndsWithZeroThoughNothingIsBuilt() throws Exception {
    write(
        """
        Transform: AWS::Serverless-2016-10-31
        Parameters:
          Wait: {Type: Number}
        Resources:
          Work:
            Type: AWS::SQS::Queue
            Properties: {VisibilityTimeout: !Ref Wait, MessageRetentionPeriod: 60}
          Worker:
            Type: AWS::Serverless::Function
            Properties: {CodeUri: src, Handler: a.B, Runtime: java25, Layers: [!Ref Shared]}
          Shared: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: shared}}
        """);

    assertThat(check("Wait=30"))
        .isEqualTo(
            new Ended(
                0,
                """
                Without effect here:
                  AWS::SQS::Queue: MessageRetentionPeriod
                template.yaml: 4 resources, all run here
                """));
  }

  @Test
  void allThatWouldNotRunIsListedWithItsLine() throws Exception {
    write(
        """
        Resources:
          Work: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeot: 4}}
          Clicks: {Type: AWS::Kinesis::Stream}
        """);

    assertThat(check())
        .isEqualTo(
            new Ended(
                1,
                """
                2 findings:
                template.yaml:2: Work.VisibilityTimeot (AWS::SQS::Queue): is not supported locally; did you mean VisibilityTimeout?
                template.yaml:3: Clicks (AWS::Kinesis::Stream): resource type AWS::Kinesis::Stream is not supported locally; leave the resource out
                """));
  }

  private void write(String template) throws IOException {
    Files.writeString(folder.resolve("template.yaml"), template);
  }

  private Ended check(String... parameters) throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("localcloud.cli.Main", "--check", folder.toString()));
    command.addAll(List.of(parameters));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }
}
