package com.example.orders.invoices;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.example.orders.order.OrderKey;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** What S3 is asked, and what its answers mean. */
class AwsInvoicesTest {
  private static final OrderKey ORDER = OrderKey.of("acme", "0198f1d2-6c7e-7c43-9a51-1f0e2d3c4b5a");
  private static final String KEY = "invoices/acme/0198f1d2-6c7e-7c43-9a51-1f0e2d3c4b5a.html";

  private final S3Client s3 = mock(S3Client.class);
  private final AwsInvoiceStore store = new AwsInvoiceStore(s3, "invoices-bucket");

  @Test
  void anInvoiceIsWrittenOnTheConditionThatThereIsNone() {
    var put = ArgumentCaptor.<Consumer<PutObjectRequest.Builder>>captor();
    when(s3.putObject(put.capture(), any(RequestBody.class)))
        .thenReturn(PutObjectResponse.builder().build());

    assertThat(store.putOnce(ORDER, "<p>".getBytes(UTF_8))).isTrue();

    var request = PutObjectRequest.builder().applyMutation(put.getValue()).build();
    assertThat(request.ifNoneMatch()).isEqualTo("*");
    assertThat(request.bucket()).isEqualTo("invoices-bucket");
    assertThat(request.key()).isEqualTo(KEY);
    assertThat(request.contentType()).isEqualTo("text/html;charset=utf-8");
    assertThat(request.cacheControl()).isEqualTo("private, no-store");
  }

  /** At times S3 answers 200 and tells the error in the body (aws-sdk-java-v2 #6023). */
  @ParameterizedTest
  @CsvSource({"412,", "412, PreconditionFailed", "200, PreconditionFailed"})
  void oneThatIsThereStays(int status, @Nullable String code) {
    failPut(answered(status, code));
    assertThat(store.putOnce(ORDER, new byte[0])).isFalse();
    assertThat(AwsInvoiceStore.isConflict(answered(status, code))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "409,, true",
    "409, ConditionalRequestConflict, true",
    "200, ConditionalRequestConflict, true",
    "200, InternalError, false",
    "200,, false",
    "400,, false",
    "403, AccessDenied, false",
    "503, SlowDown, false"
  })
  void whateverElseIsAnsweredIsNoSuccess(int status, @Nullable String code, boolean isConflict) {
    failPut(answered(status, code));
    assertThatThrownBy(() -> store.putOnce(ORDER, new byte[0])).isInstanceOf(S3Exception.class);
    assertThat(AwsInvoiceStore.isConflict(answered(status, code))).isEqualTo(isConflict);
  }

  @Test
  void aLinkOpensTheInvoiceForSoLong() {
    head(200);
    var before = Instant.now();
    var link = links().find(ORDER).orElseThrow();

    assertThat(URI.create(link.url()).getPath()).isEqualTo("/" + KEY);
    assertThat(link.url()).contains("X-Amz-Expires=300", "X-Amz-SignedHeaders=host");
    assertThat(link.until()).isBetween(before.plusSeconds(299), Instant.now().plusSeconds(301));
    assertThat(link.toString()).doesNotContain("X-Amz-Signature");
  }

  @Test
  void withoutAnInvoiceThereIsNoLink() {
    head(404);
    assertThat(links().find(ORDER)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 500, 503})
  void whoDoesNotKnowWhetherThereIsOneSaysSo(int status) {
    head(status);
    assertThatThrownBy(() -> links().find(ORDER)).isInstanceOf(S3Exception.class);
  }

  private AwsInvoiceLinks links() {
    var presigner =
        S3Presigner.builder()
            .region(Region.EU_CENTRAL_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsSessionCredentials.create("id", "key", "token")))
            .build();
    return new AwsInvoiceLinks(s3, presigner, "invoices-bucket", Duration.ofMinutes(5));
  }

  private void failPut(S3Exception answer) {
    when(s3.putObject(
            ArgumentCaptor.<Consumer<PutObjectRequest.Builder>>captor().capture(),
            any(RequestBody.class)))
        .thenThrow(answer);
  }

  private void head(int status) {
    var asked =
        when(s3.headObject(ArgumentCaptor.<Consumer<HeadObjectRequest.Builder>>captor().capture()));
    if (status == 200) {
      asked.thenReturn(HeadObjectResponse.builder().build());
    } else {
      asked.thenThrow(answered(status, null));
    }
  }

  private static S3Exception answered(int status, @Nullable String code) {
    var answer = S3Exception.builder().statusCode(status).message("answered");
    if (code != null) {
      answer.awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build());
    }
    return (S3Exception) answer.build();
  }
}
