package localcloud.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.sam.SamTemplate;
import localcloud.sam.StackSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StacksTest {
  private static final String EXPORTING =
      """
      Resources:
        Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: %s}}
      Outputs:
        Arn: {Value: !GetAtt Queue.Arn, Export: {Name: shop-Arn}}
      """;

  private static final String IMPORTING =
      """
      Resources:
        Queue: {Type: AWS::SQS::Queue}
      Outputs:
        Theirs: {Value: !ImportValue shop-Arn}
      """;

  @TempDir Path folder;

  @Test
  void anExportIsImportedAndItsStackIsInUse() {
    var stacks = load(EXPORTING.formatted("one"), IMPORTING);

    assertThat(stacks.find("s2").orElseThrow().outputs())
        .containsEntry("Theirs", "arn:aws:sqs:us-east-1:000000000000:one");
    assertThat(stacks.importers("shop-Arn")).containsExactly("s2");
    assertThat(stacks.account().resources()).containsOnlyKeys("Queue", "s2/Queue");
  }

  @Test
  void anImportThatNoStackBeforeExportsIsNamedWithItsStack() {
    assertThatThrownBy(() -> load(IMPORTING, EXPORTING.formatted("one")))
        .hasMessageContaining("No export named shop-Arn found");
    assertThatThrownBy(() -> load(EXPORTING.formatted("one"), IMPORTING.replace("Arn", "Urn")))
        .hasMessageContaining("stack s2: ")
        .hasMessageContaining("output Theirs: No export named shop-Urn found");
  }

  /** The words are those of jpsim/AWSPics #14. */
  @Test
  void aResourceThatAStackDoesNotHaveIsRefused() {
    var stacks = new CloudFormation(load(EXPORTING.formatted("one"), IMPORTING), Instant.EPOCH);

    assertThat(stacks.answer(describe("&LogicalResourceId=Queue")).text())
        .contains("<StackResourceDetail>", "<LogicalResourceId>Queue<");
    assertThatThrownBy(() -> stacks.answer(describe("&LogicalResourceId=Topic")))
        .isInstanceOfSatisfying(
            AwsException.class, e -> assertThat(e.code()).isEqualTo("ValidationError"))
        .hasMessage("Resource Topic does not exist for stack s1");
    assertThatThrownBy(() -> stacks.answer(describe("")))
        .hasMessageContaining("LogicalResourceId is missing");
  }

  private static AwsCall describe(String more) {
    var body = "Action=DescribeStackResource&StackName=s1" + more;
    var form = Map.of("content-type", "application/x-www-form-urlencoded");
    return new AwsCall("cloudformation", "root", "POST", "/", form, body.getBytes(UTF_8));
  }

  @Test
  void noTwoStacksExportTheSameName() {
    assertThatThrownBy(() -> load(EXPORTING.formatted("one"), EXPORTING.formatted("two")))
        .hasMessage("stack s2: Export with name shop-Arn is already exported by stack s1");
  }

  @Test
  void noTwoStacksMakeResourcesOfTheSameName() {
    var other = EXPORTING.formatted("one").replace("shop-Arn", "other-Arn");
    assertThatThrownBy(() -> load(EXPORTING.formatted("one"), other))
        .hasMessageContaining("stack s2: resource Queue: Resource of type 'AWS::SQS::Queue'")
        .hasMessageContaining("already exists in stack s1");
  }

  @Test
  void anExportsNameIsOneThatCloudFormationTakes() {
    assertThatThrownBy(() -> load(EXPORTING.formatted("one").replace("shop-Arn", "shop_Arn")))
        .hasMessageContaining("output Arn: Export.Name must be");
  }

  @Test
  void nothingIsImportedByACondition() {
    var template = "Conditions:\n  Is: !Equals [a, !ImportValue x]\n" + IMPORTING;
    assertThatThrownBy(
            () ->
                load(
                    EXPORTING.formatted("one"),
                    template.replace("Value:", "Condition: Is, Value:")))
        .hasMessageContaining("Fn::ImportValue x: nothing can be imported here");
  }

  private Stacks load(String... templates) {
    var number = new int[] {0};
    var sources =
        List.of(templates).stream()
            .map(yaml -> StackSource.of("s" + ++number[0], file(yaml), folder))
            .toList();
    return Stacks.load(
        sources,
        (source, exports) ->
            SamTemplate.plan(
                source.template(),
                StackSettings.local(
                        source.name(),
                        "http://127.0.0.1:1",
                        "http://127.0.0.1:2",
                        source.parameters())
                    .withExports(exports),
                folder,
                ResourceHandlers.ALL));
  }

  private Path file(String yaml) {
    try {
      return Files.writeString(Files.createTempFile(folder, "t", ".yaml"), yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
