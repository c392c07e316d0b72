package com.example.orders.lambda;

import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.AcquireInitialTokenRequest;
import software.amazon.awssdk.retries.api.AcquireInitialTokenResponse;
import software.amazon.awssdk.retries.api.RecordSuccessRequest;
import software.amazon.awssdk.retries.api.RecordSuccessResponse;
import software.amazon.awssdk.retries.api.RefreshRetryTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenResponse;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.retries.api.TokenAcquisitionFailedException;

/**
 * The SDK's standard retries, which are those with full jitter, but none that does not fit the
 * invocation's deadline or the environment's budget: the call then ends with its last error.
 *
 * <p>The SDK would take the standard strategy out of this one if it might add its own defaults; the
 * strategy that is given here has them already.
 */
final class AwsRetries implements RetryStrategy {
  private final StandardRetryStrategy standard;
  private final RetryBudget budget;

  AwsRetries(StandardRetryStrategy standard, RetryBudget budget) {
    this.standard = standard;
    this.budget = budget;
  }

  @Override
  public AcquireInitialTokenResponse acquireInitialToken(AcquireInitialTokenRequest request) {
    budget.callBegins();
    return standard.acquireInitialToken(request);
  }

  @Override
  public RefreshRetryTokenResponse refreshRetryToken(RefreshRetryTokenRequest request) {
    var granted = standard.refreshRetryToken(request);
    if (!Deadline.current().fits(granted.delay())) {
      throw refused("The invocation has no time for a retry", request, granted);
    }
    if (!budget.grantsRetry()) {
      throw refused("The environment's retry budget is used up", request, granted);
    }
    return granted;
  }

  @Override
  public RecordSuccessResponse recordSuccess(RecordSuccessRequest request) {
    return standard.recordSuccess(request);
  }

  @Override
  public int maxAttempts() {
    return standard.maxAttempts();
  }

  @Override
  public boolean useClientDefaults() {
    return false;
  }

  /** A copy of the standard strategy alone would be without deadline and budget. */
  @Override
  public Builder<?, ?> toBuilder() {
    throw new UnsupportedOperationException("Give the client builder the whole strategy");
  }

  /** The standard strategy gets back what the retry took that is not made. */
  private TokenAcquisitionFailedException refused(
      String why, RefreshRetryTokenRequest request, RefreshRetryTokenResponse granted) {
    standard.recordSuccess(RecordSuccessRequest.create(granted.token()));
    return new TokenAcquisitionFailedException(why, request.token(), request.failure());
  }
}
