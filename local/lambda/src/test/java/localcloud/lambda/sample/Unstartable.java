package localcloud.lambda.sample;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;

/** A function whose constructor fails. */
public final class Unstartable implements RequestHandler<Object, Object> {
  public Unstartable() {
    throw new IllegalStateException("no table name");
  }

  @Override
  public Object handleRequest(Object event, Context context) {
    return event;
  }
}
