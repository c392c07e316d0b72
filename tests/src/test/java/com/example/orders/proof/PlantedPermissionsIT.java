package com.example.orders.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.Project;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import localcloud.iam.Denial;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/** Mistakes in policies that a first deployment would show are shown by the local cloud. */
@Tag("local")
@Execution(CONCURRENT)
class PlantedPermissionsIT {
  private static final String ORDER =
      """
      {"orderId":"0199c0de-0000-7000-8000-0000000000a9",
       "lines":[{"sku":"COFFEE-BEANS-1KG","quantity":1}],"currency":"EUR","paymentToken":"tok_visa",
       "shippingAddress":{"name":"Ada","street":"12 St James Sq","city":"London",
        "postalCode":"SW1Y","country":"GB"}}
      """;

  /** The mistake of which a public deployment reported 500 on every path. */
  @Test
  void aTrustThatApiGatewayCannotMeetAnswersEveryRequestWith500() throws Exception {
    var trusted =
        "{Effect: Allow, Principal: {Service: apigateway.amazonaws.com}, Action: sts:AssumeRole";
    try (var cloud =
        start(
            new PlantedBug(
                "a trust that API Gateway cannot meet",
                "template.yaml",
                trusted,
                trusted + ", Condition: {StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}}",
                List.of()))) {
      assertThat(placeOrder(cloud)).isEqualTo(500);
      assertThat(cloud.permissions().denials())
          .extracting(Denial::action, Denial::basis)
          .containsExactly(tuple("sts:AssumeRole", Denial.Basis.TRUST));
    }
  }

  @Test
  void theTemplateAsItIsTakesTheOrder() throws Exception {
    var mistake =
        new PlantedBug(
            "no mistake", "template.yaml", "\nResources:\n", "\nResources:\n", List.of());
    try (var cloud = start(mistake)) {
      assertThat(placeOrder(cloud)).isEqualTo(202);
    }
  }

  private static LocalCloud start(PlantedBug mistake) {
    var application = mistake.plantIn(Project.find().root());
    return LocalCloud.start(
        LocalCloudSettings.of(application.template(), application.artifacts()).withPorts(0, 0));
  }

  private static int placeOrder(LocalCloud cloud) throws Exception {
    var token = cloud.userPools().issueAccessToken(cloud.output("CustomerPoolId"), "acme");
    var request =
        HttpRequest.newBuilder(URI.create(cloud.apiUrl() + "/orders"))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(ORDER))
            .build();
    try (var http = HttpClient.newHttpClient()) {
      return http.send(request, BodyHandlers.discarding()).statusCode();
    }
  }
}
