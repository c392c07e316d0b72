package com.example.orders.settings.appconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.appconfigdata.AppConfigDataClient;
import software.amazon.awssdk.services.appconfigdata.model.BadRequestException;
import software.amazon.awssdk.services.appconfigdata.model.GetLatestConfigurationRequest;
import software.amazon.awssdk.services.appconfigdata.model.GetLatestConfigurationResponse;
import software.amazon.awssdk.services.appconfigdata.model.ResourceNotFoundException;
import software.amazon.awssdk.services.appconfigdata.model.StartConfigurationSessionRequest;
import software.amazon.awssdk.services.appconfigdata.model.StartConfigurationSessionResponse;
import software.amazon.lambda.powertools.parameters.appconfig.AppConfigProvider;

class AwsSettingsSourceTest {
  private static final Duration OLDEST = Duration.ofSeconds(60);

  private Instant now = Instant.parse("2026-01-02T03:04:05Z");
  private final Server server = new Server();
  private final AwsSettingsSource source =
      new AwsSettingsSource(new AwsPolledClient(server, OLDEST), "orderly-dev", () -> now);

  @Test
  void oneSessionServesManyPolls() {
    for (var i = 1; i <= 3; i++) {
      server.deployed = "v" + i;
      assertThat(source.poll()).isEqualTo("v" + i);
      now = now.plus(OLDEST);
      assertThat(source.poll()).as("nothing new").isEqualTo("v" + i);
      now = now.plus(OLDEST);
    }
    assertThat(server.sessions).isEqualTo(1);
    assertThat(server.request)
        .isEqualTo(
            StartConfigurationSessionRequest.builder()
                .applicationIdentifier("orderly-dev")
                .environmentIdentifier("live")
                .configurationProfileIdentifier("settings")
                .requiredMinimumPollIntervalInSeconds(30)
                .build());
  }

  /** The first loads and connects; then what an order may lose is a second. */
  @Test
  void onlyTheFirstPollMayTakeItsTime() {
    source.poll();
    assertThat(server.poll.overrideConfiguration()).isEmpty();
    now = now.plus(OLDEST);
    source.poll();
    assertThat(server.poll.overrideConfiguration().orElseThrow().apiCallTimeout())
        .contains(Duration.ofSeconds(1));
  }

  @Test
  void aLostAnswerCostsOnePoll() {
    assertThat(source.poll()).isEqualTo("v1");
    server.losesAnswers = 1;
    now = now.plus(OLDEST);
    assertThatThrownBy(source::poll).isInstanceOf(SdkClientException.class);
    now = now.plus(OLDEST);
    server.deployed = "v2";
    assertThat(source.poll()).isEqualTo("v2");
  }

  /** What {@link AwsSettingsSource} is for: without it no poll succeeds any more. */
  @Test
  void powertoolsAloneKeepsASessionThatIsDead() {
    var alone =
        AppConfigProvider.builder()
            .withClient(server)
            .withApplication("orderly-dev")
            .withEnvironment("live")
            .build();
    assertThat(alone.withMaxAge(1, ChronoUnit.NANOS).get("settings")).isEqualTo("v1");
    server.losesAnswers = 1;
    now = now.plus(OLDEST);
    assertThatThrownBy(() -> alone.withMaxAge(1, ChronoUnit.NANOS).get("settings"))
        .isInstanceOf(SdkClientException.class);
    server.deployed = "v2";
    for (var i = 0; i < 10; i++) {
      now = now.plus(OLDEST);
      assertThatThrownBy(() -> alone.withMaxAge(1, ChronoUnit.NANOS).get("settings"))
          .isInstanceOf(BadRequestException.class);
    }
  }

  @Test
  void anEnvironmentThatSleptForADayOpensASessionAtOnce() {
    assertThat(source.poll()).isEqualTo("v1");
    now = now.plus(Duration.ofHours(25));
    server.deployed = "v2";
    assertThat(source.poll()).isEqualTo("v2");
    assertThat(server.sessions).isEqualTo(2);
  }

  @Test
  void beforeTheFirstRolloutThereIsNothing() {
    server.deployed = "";
    assertThat(source.poll()).isNull();
    now = now.plus(OLDEST);
    server.deployed = "v1";
    assertThat(source.poll()).isEqualTo("v1");
  }

  @Test
  void noIntervalIsShorterThanAppConfigTakes() {
    new AwsSettingsSource(
            new AwsPolledClient(server, Duration.ofSeconds(15)), "orderly-dev", () -> now)
        .poll();
    assertThat(server.request.requiredMinimumPollIntervalInSeconds()).isEqualTo(15);
  }

  /** AppConfig's rules of sessions: a token is good once and for a day, and not too early. */
  private final class Server implements AppConfigDataClient {
    private String deployed = "v1";
    private String given = "";
    private int losesAnswers;
    private int sessions;
    private int calls;
    private Instant answered = Instant.MIN;
    private StartConfigurationSessionRequest request;
    private GetLatestConfigurationRequest poll;

    @Override
    public StartConfigurationSessionResponse startConfigurationSession(
        StartConfigurationSessionRequest start) {
      request = start;
      given = "";
      answered = Instant.MIN;
      calls = 0;
      sessions++;
      return StartConfigurationSessionResponse.builder().initialConfigurationToken(token()).build();
    }

    @Override
    public GetLatestConfigurationResponse getLatestConfiguration(
        GetLatestConfigurationRequest latest) {
      poll = latest;
      if (deployed.isEmpty()) {
        throw ResourceNotFoundException.builder().message("No deployment").build();
      }
      if (!latest.configurationToken().equals(token())
          || answered.isAfter(Instant.MIN)
              && (now.isAfter(answered.plus(Duration.ofHours(24)))
                  || now.isBefore(answered.plusSeconds(30)))) {
        throw BadRequestException.builder().message("Bad token, or request too early").build();
      }
      calls++;
      answered = now;
      if (losesAnswers-- > 0) {
        throw SdkClientException.create("Read timed out");
      }
      var isNew = !deployed.equals(given);
      given = deployed;
      return GetLatestConfigurationResponse.builder()
          .configuration(SdkBytes.fromUtf8String(isNew ? deployed : ""))
          .nextPollConfigurationToken(token())
          .build();
    }

    private String token() {
      return sessions + "/" + calls;
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }
}
