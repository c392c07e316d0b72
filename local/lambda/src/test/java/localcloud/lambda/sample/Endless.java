package localcloud.lambda.sample;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;

/** A function whose init never ends. */
public final class Endless implements RequestHandler<Object, Object> {
  public Endless() throws InterruptedException {
    Thread.sleep(600_000);
  }

  @Override
  public Object handleRequest(Object event, Context context) {
    return event;
  }
}
