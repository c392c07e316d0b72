package localcloud.waf;

import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::WAFv2::WebACLAssociation}, with a stage of a REST API. */
public final class WebAclAssociationHandler implements ResourceHandler {
  private static final ResourceType TYPE =
      ResourceType.of("AWS::WAFv2::WebACLAssociation")
          .required("ResourceArn", "WebACLArn")
          .applied("ResourceArn", "WebACLArn")
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource resource) {
    var stage = resource.properties().text("ResourceArn", "");
    var acl = resource.properties().text("WebACLArn", "");
    if (!stage.matches("arn:[^:]+:apigateway:[^:]+::/restapis/[^/]+/stages/[^/]+")) {
      resource
          .properties()
          .refuse(
              "ResourceArn",
              "is no stage of a REST API: " + stage,
              "write arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/ID/stages/STAGE");
    }
    return provision -> provision.get(Firewall.class).associate(stage, acl);
  }
}
