package localcloud.dynamodb;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import localcloud.resources.Identity;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::DynamoDB::Table}. */
public final class TableHandler implements ResourceHandler {
  /** The properties that CreateTable takes as they stand. */
  private static final List<String> AS_THEY_STAND =
      List.of(
          "AttributeDefinitions",
          "KeySchema",
          "BillingMode",
          "ProvisionedThroughput",
          "GlobalSecondaryIndexes",
          "LocalSecondaryIndexes");

  private static final ResourceType TYPE =
      ResourceType.of("AWS::DynamoDB::Table")
          .named("TableName")
          .ref(Identity::name)
          .attribute("Arn", id -> id.arn("dynamodb", "table/" + id.name()))
          .attribute(
              "StreamArn",
              id -> id.arn("dynamodb", "table/" + id.name() + "/stream/2026-01-01T00:00:00.000"))
          .required("KeySchema", "AttributeDefinitions")
          .applied(AS_THEY_STAND.toArray(String[]::new))
          .applied("StreamSpecification.StreamViewType")
          .applied("TimeToLiveSpecification.Enabled", "TimeToLiveSpecification.AttributeName")
          .withoutEffect("PointInTimeRecoverySpecification", "SSESpecification", "TableClass")
          .withoutEffect("DeletionProtectionEnabled", "ContributorInsightsSpecification")
          .withoutEffect("OnDemandThroughput", "WarmThroughput", "ResourcePolicy")
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource table) {
    var properties = table.properties();
    var request = JsonNodeFactory.instance.objectNode().put("TableName", table.ref());
    for (var name : AS_THEY_STAND) {
      var value = properties.json(name);
      if (!value.isMissingNode() && !value.isNull()) {
        request.set(name, value);
      }
    }
    var view = properties.object("StreamSpecification").text("StreamViewType");
    if (view != null) {
      request
          .putObject("StreamSpecification")
          .put("StreamEnabled", true)
          .put("StreamViewType", view);
    }
    var timeToLive = JsonNodeFactory.instance.objectNode().put("TableName", table.ref());
    timeToLive.set("TimeToLiveSpecification", properties.json("TimeToLiveSpecification"));
    var expires = properties.object("TimeToLiveSpecification").flag("Enabled", false);
    return provision -> {
      provision.call("dynamodb", "DynamoDB_20120810.CreateTable", request);
      if (expires) {
        provision.call("dynamodb", "DynamoDB_20120810.UpdateTimeToLive", timeToLive);
      }
    };
  }
}
