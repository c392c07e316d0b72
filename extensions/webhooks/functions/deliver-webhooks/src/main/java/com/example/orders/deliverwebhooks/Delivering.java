package com.example.orders.deliverwebhooks;

import static java.util.Objects.requireNonNull;

import com.example.orders.deliverwebhooks.Sender.Answer;
import com.example.orders.deliverwebhooks.Sender.Answered;
import com.example.orders.deliverwebhooks.Sender.NoAnswer;
import com.example.orders.lambda.Telemetry;
import com.example.orders.order.OrderKey;
import com.example.orders.webhooks.Deliveries;
import com.example.orders.webhooks.Deliveries.Claimed;
import com.example.orders.webhooks.Delivery;
import com.example.orders.webhooks.DeliveryKey;
import com.example.orders.webhooks.Endpoint;
import com.example.orders.webhooks.EndpointStatus;
import com.example.orders.webhooks.EndpointUrl;
import com.example.orders.webhooks.EndpointUrl.RefusedUrlException;
import com.example.orders.webhooks.Endpoints;
import com.example.orders.webhooks.Network;
import com.example.orders.webhooks.Signing;
import com.example.orders.webhooks.WebhookBody;
import com.example.orders.webhooks.WebhookType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt of a delivery in three steps: {@link #begin} claims it, {@link #send} posts it,
 * {@link #end} records what came of it. Only sending takes long, and touches nothing of ours, so
 * that many can be sent at once. Two copies of a message never send at once, and what is sent again
 * after a crash has the same {@code webhook-id}.
 */
final class Delivering {
  private static final Logger LOG = LoggerFactory.getLogger(Delivering.class);
  private static final int GONE = 410;
  private static final int TOO_MANY = 429;
  private static final int BUSY = 503;

  private final Deliveries deliveries;
  private final Endpoints endpoints;
  private final Sender sender;
  private final Network network;
  private final Schedule schedule;
  private final Streaks streaks;
  private final Clock clock;

  Delivering(
      Deliveries deliveries,
      Endpoints endpoints,
      Sender sender,
      Network network,
      Schedule schedule,
      Streaks streaks,
      Clock clock) {
    this.deliveries = requireNonNull(deliveries);
    this.endpoints = requireNonNull(endpoints);
    this.sender = requireNonNull(sender);
    this.network = requireNonNull(network);
    this.schedule = requireNonNull(schedule);
    this.streaks = requireNonNull(streaks);
    this.clock = requireNonNull(clock);
  }

  /** Whether there is anything to send. */
  sealed interface Begun {}

  /** There is. */
  record Prepared(Claimed claim, Endpoint endpoint, EndpointUrl url) implements Begun {}

  /** What becomes of the message. */
  sealed interface Next extends Begun {}

  /** Its work is done. */
  record Done() implements Next {}

  /** It is to wake the sender again, not earlier. */
  record Sleep(Duration time) implements Next {}

  Begun begin(DeliveryKey key) {
    var now = clock.instant();
    return switch (deliveries.claim(key, now)) {
      case Deliveries.Ended() -> new Done();
      case Deliveries.TooEarly(var at) -> new Sleep(Duration.between(now, at));
      case Claimed claim -> prepare(claim);
    };
  }

  private Begun prepare(Claimed claim) {
    var delivery = claim.delivery();
    var endpoint = endpoints.find(delivery.endpoint()).orElse(null);
    if (endpoint == null) {
      return giveUp(claim, "endpoint deleted");
    }
    if (endpoint.status() != EndpointStatus.ACTIVE && !isChallenge(delivery)) {
      return giveUp(claim, "endpoint disabled");
    }
    try {
      return new Prepared(claim, endpoint, EndpointUrl.parse(endpoint.url(), network));
    } catch (RefusedUrlException e) {
      return giveUp(claim, "address refused");
    }
  }

  Answer send(Prepared prepared) {
    var delivery = prepared.claim().delivery();
    var now = clock.instant();
    return sender.post(
        prepared.url().uri(),
        Signing.headers(
            delivery.key().id(), now, delivery.body(), prepared.endpoint().secretsAt(now)),
        delivery.body());
  }

  Next end(Prepared prepared, Answer answer) {
    var delivery = prepared.claim().delivery();
    return delivery.orderId() == null
        ? record(prepared, answer)
        : Telemetry.forOrder(
            new OrderKey(delivery.customer(), delivery.orderId()), () -> record(prepared, answer));
  }

  private Next record(Prepared prepared, Answer answer) {
    var outcome = outcome(prepared.claim().delivery(), answer);
    LOG.info(
        "{} to {}, attempt {}: {}",
        prepared.claim().delivery().key().id(),
        prepared.endpoint().key().id(),
        prepared.claim().delivery().attempts(),
        outcome);
    if (isSuccess(prepared.claim().delivery(), answer)) {
      return delivered(prepared, outcome);
    }
    if (isGone(answer) && !isChallenge(prepared.claim().delivery())) {
      streaks.gone(prepared.endpoint());
      return giveUp(prepared.claim(), outcome);
    }
    return failed(prepared, answer, outcome);
  }

  private Next delivered(Prepared prepared, String outcome) {
    if (isChallenge(prepared.claim().delivery())) {
      endpoints.activate(prepared.endpoint().key());
    } else if (prepared.endpoint().failedInARow() > 0) {
      endpoints.forgetFailures(prepared.endpoint().key());
    }
    return recorded(deliveries.delivered(prepared.claim(), outcome), new Done());
  }

  private Next failed(Prepared prepared, Answer answer, String outcome) {
    var delivery = prepared.claim().delivery();
    var own = isChallenge(delivery) ? schedule.ofChallenges() : schedule;
    var wait = own.waitAfter(delivery.attempts());
    if (wait.isEmpty()) {
      if (!isChallenge(delivery)) {
        streaks.gaveUp(prepared.endpoint(), delivery.key().id(), outcome);
      }
      return giveUp(prepared.claim(), outcome);
    }
    var time = asked(answer, wait.get());
    Instant at = clock.instant().plus(time);
    return recorded(deliveries.tryAgain(prepared.claim(), at, outcome), new Sleep(time));
  }

  private Next giveUp(Claimed claim, String outcome) {
    return recorded(deliveries.giveUp(claim, outcome), new Done());
  }

  /** Where the lease was over, another attempt is being made: its end is waited for. */
  private static Next recorded(boolean isOurs, Next next) {
    return isOurs ? next : new Sleep(Deliveries.LEASE);
  }

  /** An endpoint that is overloaded is left alone for as long as it asks for, and not less. */
  private static Duration asked(Answer answer, Duration wait) {
    return answer instanceof Answered answered
            && (answered.status() == TOO_MANY || answered.status() == BUSY)
            && answered.retryAfter() != null
            && answered.retryAfter().compareTo(wait) > 0
        ? answered.retryAfter()
        : wait;
  }

  private static boolean isSuccess(Delivery delivery, Answer answer) {
    return answer instanceof Answered(var status, var body, _)
        && status / 100 == 2
        && (!isChallenge(delivery) || WebhookBody.isAnswered(delivery.body(), body));
  }

  private static boolean isGone(Answer answer) {
    return answer instanceof Answered(var status, _, _) && status == GONE;
  }

  private static boolean isChallenge(Delivery delivery) {
    return delivery.type() == WebhookType.ENDPOINT_VERIFICATION;
  }

  /** In words of ours: what the endpoint wrote goes nowhere. */
  private static String outcome(Delivery delivery, Answer answer) {
    return switch (answer) {
      case NoAnswer(var why) -> why;
      case Answered(var status, _, _) when status / 100 == 2 && !isSuccess(delivery, answer) ->
          "answered " + status + ", but not the challenge";
      case Answered(var status, _, _) -> "answered " + status;
    };
  }
}
