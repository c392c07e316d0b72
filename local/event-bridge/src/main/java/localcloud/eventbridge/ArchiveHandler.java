package localcloud.eventbridge;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import localcloud.resources.Identity;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::Events::Archive}. */
public final class ArchiveHandler implements ResourceHandler {
  static final ResourceType TYPE =
      ResourceType.of("AWS::Events::Archive")
          .named("ArchiveName")
          .ref(Identity::name)
          .attribute("Arn", id -> id.arn("events", "archive/" + id.name()))
          .attribute("ArchiveName", Identity::name)
          .required("SourceArn")
          .applied("SourceArn", "EventPattern", "RetentionDays", "Description")
          .withoutEffect("KmsKeyIdentifier")
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource archive) {
    var properties = archive.properties();
    var request = JsonNodeFactory.instance.objectNode().put("ArchiveName", archive.ref());
    properties.check(
        "ArchiveName",
        "write up to 48 letters, digits, ., - and _",
        () -> Requests.name(request, "ArchiveName", Archives.LONGEST_NAME));
    request.put("EventSourceArn", properties.text("SourceArn"));
    var pattern = properties.document("EventPattern");
    if (pattern.isObject()) {
      properties.check(
          "EventPattern", "mend the pattern", () -> Archives.check(pattern.toString()));
      request.put("EventPattern", pattern.toString());
    }
    request.put("RetentionDays", properties.number("RetentionDays", 0, 0, Integer.MAX_VALUE));
    var description = properties.text("Description");
    if (description != null) {
      request.put("Description", description);
      properties.check("Description", "shorten it", () -> Requests.description(request));
    }
    return provision -> provision.call("events", "AWSEvents.CreateArchive", request);
  }
}
