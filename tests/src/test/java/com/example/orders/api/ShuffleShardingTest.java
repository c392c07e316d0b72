package com.example.orders.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toUnmodifiableSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import localcloud.apigateway.MappingTemplate;
import localcloud.apigateway.TemplateInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which two of the eight queues the mapping template of {@code POST /orders} gives to whom. */
class ShuffleShardingTest {
  private static final MappingTemplate TEMPLATE = OrdersApi.withIntakeShards();
  private static final Pattern QUEUE = Pattern.compile("&QueueUrl=([^&]*)&");
  private static final long ODD = 1_795_000_000_001L;
  private static final long EVEN = 1_795_000_000_002L;
  private static final Set<String> QUEUES =
      IntStream.range(0, 8)
          .mapToObj(shard -> OrdersApi.QUEUES + "intake-shards-" + shard + ".fifo")
          .collect(toUnmodifiableSet());

  /** The queues of every pair of last digits, which are as good as random in a user pool's IDs. */
  private static final List<Set<String>> OF_ALL_DIGITS =
      IntStream.range(0, 256)
          .mapToObj("0196a3c5-7b1f-7c44-9d0e-2f6b8a1c3d%02x"::formatted)
          .map(ShuffleShardingTest::queuesOf)
          .toList();

  @Test
  void eachCustomerHasTwoQueuesOfEightAndEveryPairIsSomebodys() {
    assertThat(OF_ALL_DIGITS).allSatisfy(queues -> assertThat(queues).hasSize(2));
    assertThat(OF_ALL_DIGITS.stream().distinct()).hasSize(8 * 7 / 2);
    assertThat(OF_ALL_DIGITS.stream().flatMap(Set::stream).distinct())
        .containsExactlyInAnyOrderElementsOf(QUEUES);
  }

  @Test
  void everyQueueHasAsManyCustomersAsTheOthers() {
    assertThat(QUEUES)
        .allSatisfy(
            queue ->
                assertThat(OF_ALL_DIGITS.stream().filter(queues -> queues.contains(queue)))
                    .hasSize(256 * 2 / 8));
  }

  /** No time, no order and nothing that is kept has a say in it. */
  @Test
  void theQueuesAreTheSameForEver() {
    var random = new Random(11);
    for (var customer : List.of("0196a3c5-7b1f-7c44-9d0e-2f6b8a1c3d5e", "acme")) {
      var queues =
          Stream.generate(() -> queue(customer, random.nextLong(EVEN)))
              .limit(50)
              .collect(toUnmodifiableSet());
      assertThat(queues).isEqualTo(queuesOf(customer));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"acme", "x", "", "Ω", "someone@example.com", "A&QueueUrl=x", "$1\\", "é🙂"})
  void anySubjectHasTwoQueues(String customer) {
    assertThat(queuesOf(customer)).hasSize(2).isSubsetOf(QUEUES);
  }

  @Test
  void anExpressOrderStaysInItsLane() {
    var claims = Map.of("sub", "acme", "cognito:groups", "orderly-express");

    assertThat(queue(claims, ODD)).isEqualTo(OrdersApi.QUEUES + "ExpressOrdersQueue.fifo");
  }

  /** Whoever shares one queue with a customer has another one, and a resend finds it. */
  @Test
  void aResendReachesAQueueThatTheOtherCustomerHasNot() {
    var random = new Random(42);
    for (var poisoned : OF_ALL_DIGITS.stream().distinct().toList()) {
      for (var digits = 0; digits < 256; digits++) {
        var customer = "2f6b8a1c3d%02x".formatted(digits);
        var escapes =
            Stream.generate(() -> queue(customer, random.nextLong(EVEN)))
                .limit(20)
                .anyMatch(queue -> !poisoned.contains(queue));
        assertThat(escapes).isEqualTo(!queuesOf(customer).equals(poisoned));
      }
    }
  }

  @Test
  void thePageHasTheSharesOfAllPairsOfCustomers() throws IOException {
    assertThat(Files.readString(Project.find().root().resolve("docs/patterns/shuffle-sharding.md")))
        .contains(
            "| 8 | 1 in 28 = 3.6 %% | %s | %s | %s |"
                .formatted(share(n -> n == 2), share(n -> n == 1), share(n -> n == 0)));
  }

  /** Of all pairs of customers, the share that has so many queues in common. */
  private static String share(LongPredicate common) {
    var pairs =
        OF_ALL_DIGITS.stream()
            .flatMap(one -> OF_ALL_DIGITS.stream().map(other -> common(one, other)))
            .filter(common::test)
            .count();
    return String.format(Locale.ROOT, "%.1f %%", 100.0 * pairs / (256 * 256));
  }

  private static long common(Set<String> one, Set<String> other) {
    return one.stream().filter(other::contains).count();
  }

  private static Set<String> queuesOf(String customer) {
    return new TreeSet<>(List.of(queue(customer, ODD), queue(customer, EVEN)));
  }

  private static String queue(String customer, long requestTime) {
    return queue(Map.of("sub", customer), requestTime);
  }

  private static String queue(Map<String, String> claims, long requestTime) {
    var context =
        MappingTemplate.context(
            Map.of(
                "extendedRequestId",
                "JJbxmEpNoAMFZNw=",
                "requestId",
                "b3f6c0de-0000-4000-8000-000000000001",
                "requestTimeEpoch",
                requestTime,
                "authorizer",
                Map.of("claims", claims)));
    var input = TemplateInput.ofRequest("{\"orderId\":\"1\"}", Map.of(), Map.of(), Map.of());
    var form = QUEUE.matcher(TEMPLATE.render(input, context, Map.of()));
    assertThat(form.results()).as("the form names one queue").hasSize(1);
    form.reset();
    assertThat(form.find()).isTrue();
    return URLDecoder.decode(form.group(1), UTF_8);
  }
}
