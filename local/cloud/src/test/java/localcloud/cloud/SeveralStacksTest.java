package localcloud.cloud;

import static localcloud.cloud.SampleCloud.await;
import static localcloud.cloud.SampleCloud.json;
import static localcloud.cloud.SampleCloud.query;
import static localcloud.cloud.SampleCloud.sqs;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import localcloud.iam.Grant;
import localcloud.sam.StackResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two stacks in one cloud, the second of which uses what the first exports. */
class SeveralStacksTest {
  @TempDir static Path folder;
  private static LocalCloud cloud;

  @BeforeAll
  static void start() {
    var code = SampleCloud.settings(folder).main().artifacts();
    cloud =
        LocalCloud.start(
            LocalCloudSettings.of(SampleCloud.resource("/stacks/core.yaml"), code)
                .withStack("core", "us-east-1")
                .withStackBeside(
                    StackSource.of("beside", SampleCloud.resource("/stacks/beside.yaml"), code)));
  }

  @AfterAll
  static void stop() {
    cloud.close();
  }

  @Test
  void eachStackHasNamesOfItsOwn() {
    assertThat(cloud.stack().resources().get("Notes").ref()).isEqualTo("core-Notes");
    assertThat(cloud.stack("beside").resources().get("Notes").ref())
        .endsWith("/000000000000/beside-Notes");
    assertThat(cloud.resources())
        .extracting(StackResource::logicalId)
        .contains("Notes", "beside/Notes");
    assertThat(cloud.outputs())
        .containsEntry("ApiUrl", cloud.output("ApiUrl"))
        .containsEntry("beside/ApiUrl", cloud.stack("beside").outputs().get("ApiUrl"));
  }

  @Test
  void eachApiHasAPortOfItsOwn() {
    assertThat(cloud.apiUrl()).hasToString(cloud.output("ApiUrl"));
    assertThat(cloud.apiUrl("beside"))
        .hasToString(cloud.stack("beside").outputs().get("ApiUrl"))
        .isNotEqualTo(cloud.apiUrl());
    assertThat(cloud.stack("beside").outputs())
        .containsEntry("CoreApiUrl", cloud.apiUrl().toString());
    assertThat(get(cloud.apiUrl() + "/who")).isEqualTo("{\"api\":\"core\"}");
    assertThat(get(cloud.apiUrl("beside") + "/who")).isEqualTo("{\"api\":\"beside\"}");
  }

  @Test
  void anEventOnAnImportedBusReachesTheOtherStacksQueue() {
    var put =
        json(
            cloud,
            "events",
            "AWSEvents.PutEvents",
            """
            {"Entries":[{"EventBusName":"core-news","Source":"core.news","DetailType":"News",
             "Detail":"{\\"headline\\":\\"it works\\"}"}]}""");
    assertThat(put.body()).contains("\"FailedEntryCount\":0");
    var url = cloud.stack("beside").outputs().get("NotesUrl");
    assertThat(sqs(cloud, "ReceiveMessage", "{'QueueUrl':'" + url + "','WaitTimeSeconds':15}"))
        .extracting(HttpResponse::body)
        .asString()
        .contains("it works");
  }

  @Test
  void aFunctionIsFedByAnImportedQueueAndMayWriteToAnImportedTable() {
    sqs(
        cloud,
        "SendMessage",
        "{'QueueUrl':'" + cloud.output("OrdersUrl") + "','MessageBody':'one'}");
    await()
        .until(
            () ->
                json(
                        cloud,
                        "dynamodb",
                        "DynamoDB_20120810.GetItem",
                        "{\"TableName\":\"core-Notes\",\"Key\":{\"id\":{\"S\":\"beside-one\"}}}")
                    .body()
                    .contains("beside-one"));
    assertThat(cloud.journal().entries())
        .anySatisfy(
            entry -> {
              assertThat(entry.caller()).isEqualTo("beside/WriteNote");
              assertThat(entry.operation()).isEqualTo("PutItem");
              assertThat(entry.resources()).containsExactly("Notes");
            });
    assertThat(cloud.permissions().denials()).isEmpty();
    assertThat(cloud.permissions().grants())
        .extracting(Grant::role)
        .containsOnly("beside/WriteNoteRole");
  }

  @Test
  void cloudFormationDescribesEachStackAndWhatGoesBetweenThem() {
    assertThat(cloudFormation("DescribeStacks"))
        .contains("<StackName>core<", "<StackName>beside<", "<ExportName>core-NewsName<");
    assertThat(cloudFormation("DescribeStacks&StackName=beside"))
        .contains("<StackName>beside<")
        .contains("<ParameterKey>CoreStackName</ParameterKey><ParameterValue>core<")
        .doesNotContain("<StackName>core<");
    assertThat(cloudFormation("DescribeStacks&StackName=third"))
        .contains("Stack with id third does not exist");
    assertThat(cloudFormation("ListStacks")).contains(">core<", ">beside<");
    assertThat(cloudFormation("ListStackResources&StackName=beside"))
        .contains("<LogicalResourceId>OnNews<")
        .doesNotContain("<LogicalResourceId>News<");
    assertThat(cloudFormation("ListExports"))
        .contains("<Name>core-NewsName</Name><Value>core-news</Value>");
    assertThat(cloudFormation("ListImports&ExportName=core-NewsName"))
        .contains("<Imports><member>beside</member></Imports>");
    assertThat(cloudFormation("ListImports&ExportName=core-OrdersUrl"))
        .contains("Export 'core-OrdersUrl' is not imported by any stack.");
  }

  @Test
  void aStackWhoseExportsAreInUseIsNotDeleted() {
    assertThat(cloudFormation("DeleteStack&StackName=core"))
        .contains("ValidationError", "cannot be deleted as it is in use by beside");
    assertThat(cloudFormation("DeleteStack&StackName=beside"))
        .contains("NotImplemented", "cannot delete the stack beside");
  }

  private static String cloudFormation(String action) {
    return query(cloud, "/", "Version=2010-05-15&Action=" + action).body();
  }

  private static String get(String url) {
    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(url)).build();
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
