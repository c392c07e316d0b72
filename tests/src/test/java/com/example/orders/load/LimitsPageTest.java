package com.example.orders.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import com.example.orders.documentation.PatternPage;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The two tables of docs/limits.md are what the template and AWS's quotas come to. */
class LimitsPageTest {
  private static final Project PROJECT = Project.find();

  private static final Deployment STARTER = deployed(Map.of("Capacity", "starter"));
  private static final Deployment STANDARD = deployed(Map.of("Capacity", "standard"));

  private static Deployment deployed(Map<String, String> parameters) {
    return Deployment.of(PROJECT.template(), parameters);
  }

  @Test
  void eachLimitOfOursIsShownBesideAwss() throws IOException {
    assertThat(page())
        .contains(
            OwnLimit.ALL.stream()
                .map(
                    limit ->
                        "| %s | %s | %s | %s | %s |\n"
                            .formatted(
                                limit.name(),
                                limit.place(),
                                number(limit.in(STARTER)),
                                number(limit.in(STANDARD)),
                                quotas(limit.quota())))
                .collect(Collectors.joining()));
  }

  @Test
  void noLimitOfOursIsMoreThanAwssWhereItsCapacityBelongs() {
    assertThat(OwnLimit.ALL)
        .allSatisfy(
            limit ->
                assertThat(limit.in(STANDARD))
                    .as(limit.name())
                    .isPositive()
                    .isLessThanOrEqualTo(limit.quota().in(AwsAccount.SMALL_REGION)));
    assertThat(OwnLimit.ALL)
        .filteredOn(limit -> limit.in(STARTER) > limit.quota().in(AwsAccount.NEW))
        .as("the page says under \"When ten are not enough\" why these may")
        .extracting(OwnLimit::name)
        .containsExactly(OwnLimit.ALL_CONSUMERS);
  }

  /** Lanes and shards bring consumers of their own. */
  @Test
  void theConsumersFitTheAccountWithEverySwitchOn() throws IOException {
    var parameters = new HashMap<>(switchesOn());
    parameters.put("Capacity", "standard");
    assertThat(deployed(parameters).consumers())
        .isLessThan(Quota.LAMBDA_CONCURRENCY.in(AwsAccount.SMALL_REGION) / 10);
  }

  @Test
  void thePageSaysWhatLoadReachesEachQuota() throws IOException {
    assertThat(page())
        .contains(
            reached().stream()
                .map(
                    limit ->
                        "| %s | %s | %s | %s |\n"
                            .formatted(
                                limit.name(),
                                limit.unit(),
                                Arrays.stream(AwsAccount.values())
                                    .map(account -> orders(limit, account))
                                    .collect(Collectors.joining(" | ")),
                                limit.then()))
                .collect(Collectors.joining()));
  }

  @Test
  void thePageNamesWhatIsReachedFirst() throws IOException {
    var words = Map.of(AwsAccount.NEW, "new account", AwsAccount.SMALL_REGION, "small region");
    var text = page().replace('\n', ' ');
    for (var account : AwsAccount.values()) {
      var first =
          reached().stream()
              .filter(limit -> !limit.isOpen())
              .min(Comparator.comparingInt(limit -> limit.ordersPerSecond(account)))
              .orElseThrow();
      assertThat(text)
          .contains(
              "First in a %s: %s."
                  .formatted(
                      words.getOrDefault(account, "large region"),
                      first.name().replaceFirst(" \\[\\d]$", "")));
    }
  }

  /** Transactions meet at one row long before its write units are used up. */
  @Test
  void theLimitOfOneProductIsLeftOpen() throws IOException {
    var open = reached().stream().filter(Reached::isOpen).toList();
    assertThat(open).hasSize(1);
    assertThat(page().replace('\n', ' '))
        .contains(
            "open until somebody measures it on AWS",
            "would be enough for %s orders"
                .formatted(number(open.getFirst().ordersPerSecond(AwsAccount.NEW))),
            "The metric `TransactionConflict` of `AWS/DynamoDB`, by `TableName`,");
  }

  /** What waits would else only grow for as long as the load lasts. */
  @Test
  void theDoorLetsInLessThanWhatIsReachedFirst() {
    var first = reached().getFirst();
    assertThat(first.quota()).isEqualTo(Quota.LAMBDA_CONCURRENCY);
    assertThat(STARTER.rate(Deployment.ORDERS)).isLessThan(first.ordersPerSecond(AwsAccount.NEW));
    assertThat(reached())
        .allSatisfy(
            limit ->
                assertThat(STANDARD.rate(Deployment.ORDERS))
                    .as(limit.name())
                    .isLessThan(limit.ordersPerSecond(AwsAccount.SMALL_REGION)));
  }

  @Test
  void theDefaultLeavesMostOfANewAccountToTheWorkflow() {
    assertThat(onTheWay(deployed(Map.of())))
        .isEqualTo(4)
        .isLessThan(Quota.LAMBDA_CONCURRENCY.in(AwsAccount.NEW) / 2);
    assertThat(onTheWay(STANDARD)).isEqualTo(12);
  }

  @Test
  void theDoorsLimitsCanBeSetAlone() {
    var stack = deployed(Map.of("ApiRateLimit", "7", "ApiBurstLimit", "8"));
    assertThat(stack.rate(Deployment.ORDERS)).isEqualTo(7);
    assertThat(stack.burst(Deployment.ORDERS)).isEqualTo(8);
    assertThat(stack.rate(Deployment.ALL_METHODS)).isEqualTo(100);
  }

  @Test
  void thePageOfLoadSheddingShowsTheAnswer() throws IOException {
    var throttled = STARTER.get("Api").at("/Body/x-amazon-apigateway-gateway-responses/THROTTLED");
    var page = new PatternPage("load-shedding.md");
    page.shows(throttled.path("statusCode").asText() + "\n");
    page.shows(throttled.at("/responseTemplates/application~1json").asText());
    page.shows(
        "Retry-After: "
            + throttled
                .at("/responseParameters/gatewayresponse.header.Retry-After")
                .asText()
                .replace("'", ""));
  }

  private static int onTheWay(Deployment stack) {
    return stack.consumers(Deployment.INTAKE) + stack.consumers(Deployment.WAREHOUSE);
  }

  private static List<Reached> reached() {
    try {
      var counts =
          new ObjectMapper().readTree(PROJECT.root().resolve("docs/costs/counts.json").toFile());
      return Reached.by(STARTER, counts.at("/paths/happy/measured/writeUnits").asInt());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String quotas(Quota quota) {
    return Arrays.stream(AwsAccount.values())
        .map(
            account ->
                quota.published(account).isPresent() ? number(quota.in(account)) : "not published")
        .collect(Collectors.joining(" | "));
  }

  private static String orders(Reached limit, AwsAccount account) {
    if (limit.isOpen()) {
      return "not measured";
    }
    return limit.quota().published(account).isPresent()
        ? number(limit.ordersPerSecond(account))
        : "not published";
  }

  private static String number(int value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String page() throws IOException {
    return Files.readString(PROJECT.root().resolve("docs/limits.md"));
  }

  /** Every parameter of the template that may be "on". */
  private static Map<String, String> switchesOn() throws IOException {
    var text = Files.readString(PROJECT.template());
    var section = text.substring(text.indexOf("\nParameters:\n") + 1).split("\n(?=[A-Z])")[0];
    Map<String, Map<String, Map<String, Object>>> sections = new Yaml().load(section);
    return sections.get("Parameters").entrySet().stream()
        .filter(
            entry ->
                entry.getValue().get("AllowedValues") instanceof List<?> values
                    && values.contains("on"))
        .collect(Collectors.toMap(Map.Entry::getKey, _ -> "on"));
  }
}
