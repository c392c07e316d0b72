package localcloud.lambda;

import java.time.Duration;
import localcloud.resources.Properties;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::Lambda::EventInvokeConfig}. */
public final class EventInvokeConfigHandler implements ResourceHandler {
  static final ResourceType TYPE =
      ResourceType.of("AWS::Lambda::EventInvokeConfig")
          .required("FunctionName", "Qualifier")
          .applied("FunctionName", "Qualifier", "MaximumEventAgeInSeconds", "MaximumRetryAttempts")
          .applied("DestinationConfig.OnSuccess.Destination")
          .applied("DestinationConfig.OnFailure.Destination")
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource resource) {
    var config = config(resource.properties());
    return provision -> provision.get(Lambda.class).configure(config);
  }

  static EventInvokeConfig config(Properties properties) {
    var destinations = properties.object("DestinationConfig");
    return new EventInvokeConfig(
        properties.text("FunctionName", ""),
        properties.text("Qualifier", FunctionSpec.LATEST),
        properties.number("MaximumRetryAttempts", 2, 0, 2),
        Duration.ofSeconds(properties.number("MaximumEventAgeInSeconds", 21_600, 60, 21_600)),
        Destinations.in(
            destinations.object("OnSuccess"), "Destination", "sqs", "sns", "lambda", "events"),
        Destinations.in(
            destinations.object("OnFailure"), "Destination", "sqs", "sns", "lambda", "events"));
  }
}
