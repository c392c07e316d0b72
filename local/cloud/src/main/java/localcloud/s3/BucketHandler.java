package localcloud.s3;

import java.util.Locale;
import java.util.regex.Pattern;
import localcloud.resources.Identity;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::S3::Bucket}. */
public final class BucketHandler implements ResourceHandler {
  private static final String NAME = "BucketName";

  /** S3 guide, "General purpose bucket naming rules". */
  private static final Pattern VALID =
      Pattern.compile("(?!\\d+\\.\\d+\\.\\d+\\.\\d+$)(?!.*\\.\\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

  private static final int LONGEST = 63;

  private static final ResourceType TYPE =
      ResourceType.of("AWS::S3::Bucket")
          .named(NAME)
          .ref(BucketHandler::name)
          .attribute("Arn", id -> arn(name(id)))
          .attribute("DomainName", id -> name(id) + ".s3.amazonaws.com")
          .attribute("RegionalDomainName", id -> name(id) + ".s3." + id.region() + ".amazonaws.com")
          .withoutEffect("PublicAccessBlockConfiguration", "OwnershipControls")
          .withoutEffect("BucketEncryption", "LifecycleConfiguration")
          .refused("NotificationConfiguration", "let the writer of an object say so itself")
          .refused("ReplicationConfiguration", "there is one region here: leave it out")
          .refused("VersioningConfiguration", "give each version a key of its own")
          .refused("WebsiteConfiguration", "open the objects by presigned URLs")
          .build();

  /** A name is nobody else's in any account: the ARN has neither account nor region. */
  public static String arn(String bucket) {
    return "arn:aws:s3:::" + bucket;
  }

  /** The one in the template, else AWS's way to make one, without its random letters. */
  private static String name(Identity id) {
    var name = id.name();
    if (!id.text(NAME).isEmpty()) {
      return name;
    }
    return name.substring(0, Math.min(LONGEST, name.length())).toLowerCase(Locale.ROOT);
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource bucket) {
    if (!VALID.matcher(bucket.ref()).matches()) {
      bucket
          .properties()
          .refuse(NAME, "is " + bucket.ref(), "write 3 to 63 small letters, digits, dots, hyphens");
    }
    return provision -> provision.get(S3.class).create(bucket.ref());
  }
}
