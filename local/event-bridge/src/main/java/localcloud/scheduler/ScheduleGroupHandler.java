package localcloud.scheduler;

import localcloud.resources.Identity;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::Scheduler::ScheduleGroup}. */
public final class ScheduleGroupHandler implements ResourceHandler {
  private static final ResourceType TYPE =
      ResourceType.of("AWS::Scheduler::ScheduleGroup")
          .named("Name")
          .ref(Identity::name)
          .attribute("Arn", id -> id.arn("scheduler", "schedule-group/" + id.name()))
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource group) {
    var name = group.ref();
    if (group.properties().has("Name")) {
      group.properties().check("Name", "write another", () -> Scheduler.checkName(name));
    }
    return provision -> provision.get(Scheduler.class).putGroup(name);
  }
}
