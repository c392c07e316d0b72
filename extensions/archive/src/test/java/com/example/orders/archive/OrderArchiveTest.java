package com.example.orders.archive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;

class OrderArchiveTest {
  private static final String LOCAL = "http://127.0.0.1:4566";

  @Test
  void onlyACallWithoutAnswerMeansThatNoLocalCloudRuns() {
    var noAnswer = SdkClientException.create("Connection refused");
    var denied = EventBridgeException.builder().message("AccessDenied").build();
    var noStack =
        CloudFormationException.builder()
            .message("Stack with id local-archive does not exist")
            .build();
    var noOutput = new IllegalStateException("The stack has no output ReplayRoleArn");

    assertThat(OrderArchive.explain("local-archive", LOCAL, noAnswer))
        .startsWith("No local cloud answers");
    assertThat(OrderArchive.explain("local-archive", LOCAL, denied)).contains("AccessDenied");
    assertThat(OrderArchive.explain("local-archive", LOCAL, noStack)).contains("make run");
    assertThat(OrderArchive.explain("local-archive", LOCAL, noOutput)).contains("ReplayRoleArn");
    assertThat(OrderArchive.explain("orderly-dev-archive", null, noAnswer))
        .contains("orderly-dev-archive", "Connection refused");
  }

  @Test
  void whoeverCannotAskAnyMoreReadsThatTheReplayGoesOnAndHowToLook() {
    var expired = EventBridgeException.builder().message("The token has expired").build();

    assertThat(ReplayCommand.lost("orderly-dev-archive-1", expired))
        .contains("goes on", "expired", "describe-replay --replay-name orderly-dev-archive-1");
  }
}
