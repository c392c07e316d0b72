package localcloud.s3;

import java.net.URI;
import java.util.Set;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsService;
import localcloud.endpoint.Loopback;
import org.gaul.s3proxy.AccessGrant;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/** S3Proxy with objects in memory, on a free port of 127.0.0.1; it checks each signature. */
final class S3Server implements AwsService, AutoCloseable {
  private static final int THREADS = 8;

  private final S3Proxy proxy;
  private final Loopback loopback;

  private S3Server(S3Proxy proxy) {
    this.proxy = proxy;
    loopback = new Loopback(proxy.getPort());
  }

  /** Starts it with these buckets, which takes a second or two. */
  static S3Server start(KeyRing keys, Set<String> buckets) {
    var store = new TransientNio2BlobStore();
    buckets.forEach(store::createContainer);
    var proxy =
        S3Proxy.builder()
            .endpoint(URI.create("http://127.0.0.1:0"))
            .blobStore(store)
            // Without one nothing is checked; the locator knows the real ones.
            .awsAuthentication(AuthenticationType.AWS_V4, "nobody", "nobody's")
            .ignoreUnknownHeaders(true) // S3Request has refused those that are S3's
            .jettyMaxThreads(THREADS)
            .stopTimeout(0)
            .build();
    proxy.setBlobStoreLocator(
        (key, bucket, object) -> key == null ? null : new AccessGrant(keys.secret(key), store));
    try {
      proxy.start();
    } catch (Exception e) {
      throw new IllegalStateException("The local S3 does not start", e);
    }
    return new S3Server(proxy);
  }

  @Override
  public AwsAnswer answer(AwsCall call) {
    return loopback.forwardWhole(call);
  }

  @Override
  public void close() {
    loopback.close();
    try {
      proxy.stop();
    } catch (Exception e) {
      throw new IllegalStateException("The local S3 does not stop", e);
    }
  }
}
