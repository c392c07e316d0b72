package com.example.orders.operatefailures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.example.orders.failures.FailureId;
import com.example.orders.operatefailures.Replays.Answer;
import com.example.orders.operatefailures.Replays.NotPossible;
import com.example.orders.operatefailures.Replays.Unanswered;
import com.example.orders.operatefailures.Replays.Underway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

class LambdaReplaysTest {
  private final LambdaClient lambda = mock(LambdaClient.class);
  private final LambdaReplays replays = new LambdaReplays(lambda, "replayer");

  @Test
  void asksForOneEntryInTheOperatorsName() {
    assertThat(replay("{\"outcome\":\"SENT\",\"detail\":\"message 17\"}"))
        .isEqualTo(new Underway("message 17"));
    var asked = ArgumentCaptor.forClass(InvokeRequest.class);
    verify(lambda).invoke(asked.capture());
    assertThat(asked.getValue().functionName()).isEqualTo("replayer");
    assertThat(asked.getValue().payload().asUtf8String())
        .isEqualTo(
            "{\"action\":\"replay\",\"failureId\":\"4f1e5c3b2a19087766554433\","
                + "\"by\":\"arn:ann\",\"reason\":\"\"}");
  }

  @Test
  void handsOnTheOperatorsReason() {
    assertThat(
            answered("{\"outcome\":\"DISCARDED\",\"detail\":\"d\"}")
                .discard(id(), "why", "arn:ann"))
        .isEqualTo(new Underway("d"));
    assertThat(answered("{\"outcome\":\"SENT\",\"detail\":\"s\"}").undo(id(), "so", "arn:ann"))
        .isEqualTo(new Underway("s"));
    var asked = ArgumentCaptor.forClass(InvokeRequest.class);
    verify(lambda, times(2)).invoke(asked.capture());
    assertThat(asked.getAllValues())
        .extracting(request -> request.payload().asUtf8String())
        .satisfiesExactly(
            discard -> assertThat(discard).contains("\"discard\"", "\"reason\":\"why\""),
            undo -> assertThat(undo).contains("\"undo\"", "\"reason\":\"so\""));
  }

  @Test
  void handsOnWhyItWasRefused() {
    assertThat(replay("{\"outcome\":\"REFUSED\",\"detail\":\"still runs\"}"))
        .isEqualTo(new NotPossible("still runs"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "{}", "{\"outcome\":\"MAYBE\"}", "nonsense"})
  void knowsNothingFromAnAnswerThatIsNone(String answer) {
    assertThat(replay(answer)).isEqualTo(new Unanswered());
  }

  @Test
  void knowsNothingAfterAnErrorOrNoAnswer() {
    when(lambda.invoke(any(InvokeRequest.class)))
        .thenReturn(
            InvokeResponse.builder()
                .functionError("Unhandled")
                .payload(SdkBytes.fromUtf8String("{\"outcome\":\"SENT\"}"))
                .build())
        .thenThrow(SdkClientException.create("timeout"));

    assertThat(replays.replay(id(), "arn:ann")).isEqualTo(new Unanswered());
    assertThat(replays.replay(id(), "arn:ann")).isEqualTo(new Unanswered());
  }

  private Answer replay(String answer) {
    return answered(answer).replay(id(), "arn:ann");
  }

  private Replays answered(String answer) {
    when(lambda.invoke(any(InvokeRequest.class)))
        .thenReturn(InvokeResponse.builder().payload(SdkBytes.fromUtf8String(answer)).build());
    return replays;
  }

  private static FailureId id() {
    return new FailureId("4f1e5c3b2a19087766554433");
  }
}
