package com.example.orders.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.example.orders.order.OrderKey;
import com.example.orders.order.RefusalException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The function's own work, done once on an example before its snapshot is taken: what it loads and
 * compiles is then in the snapshot. Nothing of it leaves the environment: AWS's answers are made up
 * ({@link AwsPrimingServer}) and nothing is counted ({@link EmfMetrics}).
 */
public final class Priming {
  /** An order that does not exist, of a customer who does not either. */
  public static final OrderKey ORDER =
      OrderKey.of("priming", "00000000-0000-4000-8000-000000000000");

  private static final Logger LOG = LoggerFactory.getLogger(Priming.class);
  private static final ScopedValue<AwsPrimingServer> AWS = ScopedValue.newInstance();

  private Priming() {}

  /** Whether this thread's work is to have no effect. */
  static boolean isRunning() {
    return AWS.isBound();
  }

  /** Where a call goes: to AWS itself, but while this thread's work is to have no effect. */
  static URI addressOf(URI aws) {
    return isRunning() ? AWS.get().inPlaceOf(aws) : aws;
  }

  /** The context of the one invocation. */
  public static Context context() {
    return new PrimingContext();
  }

  /** The same where a snapshot is not at stake: what is not primed is only slower. */
  static void tryToRun(Primed function) {
    try {
      run(function);
    } catch (Exception e) {
      LOG.warn("Not primed: {}", Telemetry.describe(e));
    }
  }

  /** Does the work; that the example is refused is an end as good as any. */
  static void run(Primed function) throws Exception {
    loadTls();
    try (var aws = AwsPrimingServer.start()) {
      ScopedValue.where(AWS, aws)
          .call(
              () -> {
                function.prime();
                return true;
              });
    } catch (RefusalException e) {
      // Telemetry has logged it
    }
    LOG.info("Primed: {}", function.getClass().getSimpleName());
  }

  /**
   * AWS is called over TLS, the server of the priming is not: the certificates and all up to the
   * first message of a handshake are loaded here. Nobody gets the message.
   */
  private static void loadTls() throws IOException, NoSuchAlgorithmException {
    URI.create("https://127.0.0.1").toURL().openConnection(); // connects when it is used
    var engine = SSLContext.getDefault().createSSLEngine("127.0.0.1", 443);
    engine.setUseClientMode(true);
    var message = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), message);
  }
}
