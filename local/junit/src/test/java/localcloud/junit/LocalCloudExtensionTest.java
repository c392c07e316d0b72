package localcloud.junit;

import static org.assertj.core.api.Assertions.assertThat;

import localcloud.aws.AwsCall;
import localcloud.cloud.LocalCloud;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@WithLocalCloud(template = "src/test/resources/letters.yaml", parameters = "Delay=7")
class LocalCloudExtensionTest {
  private final LocalCloud cloud;

  LocalCloudExtensionTest(LocalCloud cloud) {
    this.cloud = cloud;
  }

  @Test
  void aTestUsesTheStackThatItsTemplateDescribes() {
    var request = "{\"QueueUrl\":\"%s\",\"MessageBody\":\"hello\"}";
    var answer =
        cloud
            .aws()
            .answer(
                AwsCall.json(
                    "sqs",
                    "arn:aws:iam::000000000000:root",
                    "AmazonSQS.SendMessage",
                    request.formatted(cloud.output("LettersUrl"))));
    assertThat(answer.isError()).as(answer.text()).isFalse();
    assertThat(cloud.output("Delay")).isEqualTo("7");
  }

  @Test
  void everyTestGetsTheSameCloud(LocalCloud other) {
    assertThat(other).isSameAs(cloud);
  }

  @Nested
  class InANestedClass {
    @Test
    void itIsTheSameCloudToo(LocalCloud other) {
      assertThat(other).isSameAs(cloud);
    }
  }
}
