package localcloud.iam;

import java.util.Locale;
import java.util.function.BiFunction;
import localcloud.resources.Provision;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;
import localcloud.s3.BucketHandler;

/**
 * The policy of queues, of topics or of a bucket.
 *
 * @param service whose actions the statements may have
 * @param holders the property that lists whose policy it is
 * @param arn the ARN of one of them
 */
public record ResourcePolicyHandler(
    ResourceType type, String service, String holders, BiFunction<Provision, String, String> arn)
    implements ResourceHandler {
  private static final String DOCUMENT = "PolicyDocument";

  /** {@code AWS::SQS::QueuePolicy}. */
  public static ResourcePolicyHandler ofQueues() {
    return of(
        "AWS::SQS::QueuePolicy",
        "sqs",
        "Queues",
        (provision, url) -> provision.arn("sqs", Resource.lastPart(url)));
  }

  /** {@code AWS::SNS::TopicPolicy}. */
  public static ResourcePolicyHandler ofTopics() {
    return of("AWS::SNS::TopicPolicy", "sns", "Topics", (provision, topic) -> topic);
  }

  /** {@code AWS::S3::BucketPolicy}. */
  public static ResourcePolicyHandler ofBuckets() {
    return of(
        "AWS::S3::BucketPolicy", "s3", "Bucket", (provision, bucket) -> BucketHandler.arn(bucket));
  }

  private static ResourcePolicyHandler of(
      String type, String service, String holders, BiFunction<Provision, String, String> arn) {
    return new ResourcePolicyHandler(
        ResourceType.of(type).required(holders, DOCUMENT).applied(holders, DOCUMENT).build(),
        service,
        holders,
        arn);
  }

  @Override
  public Creation read(Resource policy) {
    var properties = policy.properties();
    var of = properties.texts(holders);
    var document = properties.document(DOCUMENT);
    if (!document.isObject()) {
      return Creation.NONE;
    }
    var statements =
        StatementReader.of(DOCUMENT, document, properties::refuse).stream()
            .map(this::statement)
            .toList();
    return provision ->
        of.forEach(
            one ->
                provision.get(ResourcePolicies.class).set(arn.apply(provision, one), statements));
  }

  private ResourceStatement statement(StatementReader reader) {
    var statement = ResourceStatement.read(reader);
    for (var action : statement.actions()) {
      if (!action.equals("*") && !action.toLowerCase(Locale.ROOT).startsWith(service + ":")) {
        reader.refuse(
            "Action",
            "Policy statement action out of service scope: " + action,
            "name actions of " + service);
      }
    }
    return statement;
  }
}
