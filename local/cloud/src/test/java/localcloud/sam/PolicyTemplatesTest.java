package localcloud.sam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import localcloud.cloud.ResourceHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyTemplatesTest {
  @TempDir Path folder;

  static Stream<String> names() {
    return Json.data("sam-policy-templates.json")
        .get("Templates")
        .propertyStream()
        .map(Map.Entry::getKey);
  }

  @ParameterizedTest
  @MethodSource("names")
  void becomesADocumentWithTheParametersInIt(String name) throws Exception {
    var parameters =
        Json.data("sam-policy-templates.json").at("/Templates/" + name + "/Parameters");
    var values = Json.object();
    parameters.forEachEntry((parameter, description) -> values.put(parameter, "my" + parameter));

    var document = policy("{" + name + ": " + values + "}").toString();

    assertThat(document).contains("\"Effect\":\"Allow\"").doesNotContain("\"Ref\"", "Fn::", "${");
    parameters.forEachEntry(
        (parameter, description) -> assertThat(document).contains("my" + parameter));
  }

  @Test
  void refersToOneQueueAlone() throws Exception {
    assertThat(policy("{SQSSendMessagePolicy: {QueueName: orders}}"))
        .hasToString(
            "{\"Statement\":[{\"Action\":[\"sqs:SendMessage*\"],\"Effect\":\"Allow\","
                + "\"Resource\":\"arn:aws:sqs:us-east-1:000000000000:orders\"}]}");
  }

  @Test
  void namesTheParametersThatAreMissing() {
    assertThatThrownBy(() -> policy("{DynamoDBStreamReadPolicy: {}}"))
        .hasMessageContaining(
            "Work (AWS::Serverless::Function): policy template DynamoDBStreamReadPolicy needs the parameters StreamName,"
                + " TableName");
    assertThatThrownBy(() -> policy("{VPCAccessPolicy: }"))
        .hasMessageContaining("policy template VPCAccessPolicy needs an object of parameters");
  }

  @Test
  void namesWhatIsNoPolicyAtAll() {
    assertThatThrownBy(() -> policy("{SQSPolerPolicy: {QueueName: q}}"))
        .hasMessageContaining(
            "Policies[0] is no managed policy, no document and no policy template");
  }

  private com.fasterxml.jackson.databind.JsonNode policy(String policy) throws Exception {
    var file = folder.resolve("template.yaml");
    Files.writeString(
        file,
        """
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Work:
            Type: AWS::Serverless::Function
            Properties: {CodeUri: ., Handler: a.B, Runtime: java25, Policies: [%s]}
        """
            .formatted(policy));
    var settings =
        StackSettings.local("shop", "http://127.0.0.1:1", "http://127.0.0.1:2", Map.of());
    var role = SamTemplate.load(file, settings, ResourceHandlers.ALL).resources().get("WorkRole");
    return role.properties().at("/Policies/0/PolicyDocument");
  }
}
