package localcloud.sns;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import localcloud.resources.Properties;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::SNS::Subscription}. */
public final class SubscriptionHandler implements ResourceHandler {
  /** The properties that are attributes of Subscribe by the same names. */
  static final List<String> ATTRIBUTES =
      List.of("RawMessageDelivery", "FilterPolicy", "FilterPolicyScope", "RedrivePolicy");

  static final ResourceType TYPE =
      ResourceType.of("AWS::SNS::Subscription")
          .required("TopicArn", "Protocol", "Endpoint")
          .applied("TopicArn", "Protocol", "Endpoint", "Region")
          .applied(ATTRIBUTES.toArray(String[]::new))
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource resource) {
    var properties = resource.properties();
    Subscription.of("", properties);
    checkRegion(properties);
    var request = JsonNodeFactory.instance.objectNode();
    for (var name : List.of("TopicArn", "Protocol", "Endpoint")) {
      request.put(name, properties.text(name));
    }
    var attributes = request.putObject("Attributes");
    for (var name : ATTRIBUTES) {
      var value = properties.json(name);
      if (!value.isMissingNode()) { // the API has all attributes as text
        attributes.put(name, value.isContainerNode() ? value.toString() : value.asText());
      }
    }
    return provision -> provision.call("sns", "AmazonSNS.Subscribe", request);
  }

  private static void checkRegion(Properties properties) {
    var region = properties.text("Region");
    if (region != null && !properties.text("TopicArn", "").contains(":sns:" + region + ":")) {
      properties.refuse(
          "Region", "is " + region + ", and the topic is not there", "write the topic's region");
    }
  }
}
