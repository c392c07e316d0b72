package localcloud.lambda;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import java.io.IOException;
import java.io.InputStream;

/**
 * The main class of a child JVM: AWS's runtime client, beside a watch on standard input that ends
 * the child when its parent is gone, however the parent ended. Without lambdas, which would cost
 * start-up time.
 */
final class ChildLauncher extends Thread {
  private final InputStream parent;

  private ChildLauncher(InputStream parent) {
    super("parent-watch");
    this.parent = parent;
    setDaemon(true);
  }

  public static void main(String[] args) throws Throwable {
    new ChildLauncher(System.in).start();
    System.setIn(InputStream.nullInputStream());
    if ("snap-start".equals(System.getenv("AWS_LAMBDA_INITIALIZATION_TYPE"))) {
      SnapshotEntropy.install();
    }
    if (!FlatRuntime.starts(args)) {
      AWSLambda.main(args);
    }
  }

  @Override
  public void run() {
    try {
      while (parent.read() >= 0) {
        // the parent never writes
      }
    } catch (IOException gone) {
      // the same as its end
    }
    Runtime.getRuntime().halt(1);
  }
}
