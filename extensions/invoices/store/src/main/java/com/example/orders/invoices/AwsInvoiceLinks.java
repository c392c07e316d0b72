package com.example.orders.invoices;

import static java.util.Objects.requireNonNull;

import com.example.orders.order.OrderKey;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Presigned URLs of S3. */
public final class AwsInvoiceLinks implements InvoiceLinks {
  /** To a role that may list the bucket; to others a missing object is a 403. */
  private static final int MISSING = 404;

  private final S3Client s3;
  private final S3Presigner presigner;
  private final String bucket;
  private final Duration life;

  /**
   * @param life how long a link works
   */
  public AwsInvoiceLinks(S3Client s3, S3Presigner presigner, String bucket, Duration life) {
    this.s3 = requireNonNull(s3);
    this.presigner = requireNonNull(presigner);
    this.bucket = requireNonNull(bucket);
    this.life = requireNonNull(life);
  }

  @Override
  public Optional<Link> find(OrderKey order) {
    var key = AwsInvoiceObject.key(order);
    return isThere(key) ? Optional.of(link(key)) : Optional.empty();
  }

  private boolean isThere(String key) {
    try {
      s3.headObject(head -> head.bucket(bucket).key(key));
      return true;
    } catch (S3Exception e) {
      if (e.statusCode() != MISSING) {
        throw e;
      }
      return false;
    }
  }

  private Link link(String key) {
    var signed =
        presigner.presignGetObject(
            request ->
                request
                    .signatureDuration(life)
                    .getObjectRequest(get -> get.bucket(bucket).key(key)));
    return new Link(signed.url().toString(), signed.expiration());
  }
}
