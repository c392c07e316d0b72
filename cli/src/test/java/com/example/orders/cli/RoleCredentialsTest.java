package com.example.orders.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.SdkClientException;

class RoleCredentialsTest {
  private static final Duration SESSION = Duration.ofHours(1);

  private final AtomicInteger taken = new AtomicInteger();
  private boolean isRefused;
  private Instant now = Instant.parse("2026-11-30T12:00:00Z");
  private final RoleCredentials credentials = new RoleCredentials(this::assume, () -> now);

  @Test
  void isTakenOnceWhileMoreThanFiveMinutesRemain() {
    now = now.plus(Duration.ofMinutes(55));

    assertThat(key()).isEqualTo("key-1");
    assertThat(taken).hasValue(1);
  }

  @Test
  void isTakenAgainForEachSessionOfALongRun() {
    now = now.plus(Duration.ofMinutes(55).plusSeconds(1));
    assertThat(key()).isEqualTo("key-2");

    now = now.plus(Duration.ofMinutes(55));
    assertThat(key()).isEqualTo("key-2");

    now = now.plusSeconds(1);
    assertThat(key()).isEqualTo("key-3");
  }

  @Test
  void aRenewalThatFailsIsTriedAgainWhileTheSessionLasts() {
    now = now.plus(Duration.ofMinutes(58));
    isRefused = true;
    assertThat(key()).isEqualTo("key-1");

    isRefused = false;
    assertThat(key()).isEqualTo("key-2");

    now = now.plus(Duration.ofMinutes(59).plusSeconds(1));
    isRefused = true;
    assertThatThrownBy(this::key).hasMessage("STS is down");
  }

  @Test
  void aRefusalComesBeforeTheFirstRequest() {
    assertThatThrownBy(
            () ->
                new RoleCredentials(
                    () -> {
                      throw SdkClientException.create("may not be taken");
                    },
                    () -> now))
        .hasMessage("may not be taken");
  }

  private String key() {
    return credentials.resolveCredentials().accessKeyId();
  }

  private AwsSessionCredentials assume() {
    if (isRefused) {
      throw SdkClientException.create("STS is down");
    }
    return AwsSessionCredentials.builder()
        .accessKeyId("key-" + taken.incrementAndGet())
        .secretAccessKey("secret")
        .sessionToken("token")
        .expirationTime(now.plus(SESSION))
        .build();
  }
}
