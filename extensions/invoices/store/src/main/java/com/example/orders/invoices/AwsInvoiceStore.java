package com.example.orders.invoices;

import static java.util.Objects.requireNonNull;

import com.example.orders.order.OrderKey;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Objects of S3, written on the condition that there is none (S3 guide, "Conditional writes"). S3
 * may answer 200 and tell the error in the body (aws-sdk-java-v2 #6023): then only its code tells.
 */
public final class AwsInvoiceStore implements InvoiceStore {
  private static final int EXISTS = 412;
  private static final String EXISTS_CODE = "PreconditionFailed";
  private static final int CONFLICT = 409;
  private static final String CONFLICT_CODE = "ConditionalRequestConflict";

  private final S3Client s3;
  private final String bucket;

  public AwsInvoiceStore(S3Client s3, String bucket) {
    this.s3 = requireNonNull(s3);
    this.bucket = requireNonNull(bucket);
  }

  /** Two writers met: S3 has taken neither's word for it, and the next try knows. */
  public static boolean isConflict(Throwable e) {
    return e instanceof S3Exception answered && says(answered, CONFLICT, CONFLICT_CODE);
  }

  private static boolean says(S3Exception answered, int status, String code) {
    var details = answered.awsErrorDetails();
    return answered.statusCode() == status || details != null && code.equals(details.errorCode());
  }

  @Override
  public boolean putOnce(OrderKey order, byte[] html) {
    var name = "invoice-" + order.orderId() + ".html";
    try {
      s3.putObject(
          put ->
              put.bucket(bucket)
                  .key(AwsInvoiceObject.key(order))
                  .ifNoneMatch("*")
                  .contentType("text/html;charset=utf-8")
                  .contentDisposition("inline; filename=\"" + name + "\"")
                  .cacheControl("private, no-store"),
          RequestBody.fromBytes(html));
      return true;
    } catch (S3Exception e) {
      if (!says(e, EXISTS, EXISTS_CODE)) {
        throw e;
      }
      return false; // also after a write of ours whose answer was lost
    }
  }
}
