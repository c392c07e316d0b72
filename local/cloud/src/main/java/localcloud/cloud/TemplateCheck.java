package localcloud.cloud;

import java.util.List;
import java.util.Map;
import java.util.Set;
import localcloud.aws.AwsAnswer;
import localcloud.iam.ResourcePolicies;
import localcloud.iam.Roles;
import localcloud.resources.Provision;
import localcloud.sam.SamTemplate;
import localcloud.sam.Stack;
import localcloud.sam.StackPlan;
import localcloud.sam.StackSettings;

/**
 * Stacks that could be started: their templates are read, expanded and read by the resources'
 * handlers. Nothing is started, and no built code is needed.
 *
 * @param stacks in the order of the settings
 * @param withoutEffect what the templates say and nobody here heeds, as {@code <type>:
 *     <properties>}
 */
public record TemplateCheck(List<Stack> stacks, List<String> withoutEffect) {
  private static final int USUAL_API_PORT = 3000;
  private static final int USUAL_ENDPOINT_PORT = 4566;

  private static final Set<String> MADE =
      Set.of(
          "AWS::IAM::Role",
          "AWS::S3::BucketPolicy",
          "AWS::SQS::QueuePolicy",
          "AWS::SNS::TopicPolicy");

  /**
   * Reads the templates.
   *
   * @throws localcloud.sam.InvalidTemplateException with all that is wrong or not supported
   */
  public static TemplateCheck of(LocalCloudSettings settings) {
    var stacks =
        Stacks.load(settings.stacks(), (source, exports) -> plan(settings, source, exports));
    checkRoles(settings, stacks);
    return new TemplateCheck(List.copyOf(stacks.all()), stacks.withoutEffect());
  }

  /** Only roles and policies are made: who trusts whom is known without any service. */
  private static void checkRoles(LocalCloudSettings settings, Stacks stacks) {
    var permissions = CloudServices.permissions(settings, stacks.account());
    var provision =
        new Provision(call -> AwsAnswer.json("{}"), settings.region(), LocalCloudSettings.ACCOUNT)
            .with(Roles.class, permissions.roles())
            .with(ResourcePolicies.class, permissions.resources());
    stacks.createIn(provision, step -> MADE.contains(step.type()));
    stacks.checkRoles(permissions);
  }

  private static StackPlan plan(
      LocalCloudSettings settings, StackSource source, Map<String, String> exports) {
    var stack =
        new StackSettings(
            source.name(),
            settings.region(),
            LocalCloudSettings.ACCOUNT,
            local(settings.endpointPort(), USUAL_ENDPOINT_PORT),
            api -> local(settings.apiPort(), USUAL_API_PORT),
            source.parameters(),
            exports);
    return SamTemplate.check(source.template(), stack, ResourceHandlers.ALL);
  }

  /** No port is opened, so a free one is as good as the usual one. */
  private static String local(int port, int usual) {
    return "http://127.0.0.1:" + (port == 0 ? usual : port);
  }
}
