package localcloud.s3;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import localcloud.aws.AwsCall;

/**
 * A request to S3 as the API reference names it. What it asks for beside bucket and key, by its
 * query or by a header of S3's own, is either known here or makes it another operation, which
 * nobody answers: nothing is taken and then forgotten.
 *
 * @param operation such as {@code PutObject}; method and what is not known for one that is not
 *     answered
 * @param bucket empty for an operation on none
 * @param key empty for an operation on no object
 */
public record S3Request(String operation, String bucket, String key) {
  /** {@code /bucket/key}: an address by the bucket's host is not local. */
  private static final Pattern PATH = Pattern.compile("/?([^/?]*)/?([^?]*)(?:\\?(.*))?");

  /** Of the signature, of checksums, and what any request may have. */
  private static final Pattern KNOWN_EVERYWHERE =
      Pattern.compile(
          "x-id|x-amz-(algorithm|credential|date|expires|signedheaders|signature|security-token"
              + "|content-sha256|decoded-content-length|trailer|te|user-agent|sdk-checksum-algorithm"
              + "|checksum-.+|meta-.+)|x-amzn-.+");

  /** Of GetObject and HeadObject. */
  private static final Pattern KNOWN_OF_READS =
      Pattern.compile("response-(content-.+|cache-control|expires)");

  private static final Set<String> KNOWN_OF_LISTS =
      Set.of(
          "list-type",
          "prefix",
          "delimiter",
          "max-keys",
          "continuation-token",
          "start-after",
          "encoding-type",
          "fetch-owner");

  /** S3Proxy's store takes keys for paths: such ones would lead to another object. */
  private static final Pattern NO_PATH = Pattern.compile("(.*/)?\\.{0,2}(/.*)?", Pattern.DOTALL);

  /** The operations that are answered. */
  static final Set<String> ANSWERED =
      Set.of(
          "PutObject",
          "GetObject",
          "HeadObject",
          "DeleteObject",
          "ListObjectsV2",
          "HeadBucket",
          "ListBuckets");

  /** Reads a call; only for the service {@code s3}. */
  public static S3Request of(AwsCall call) {
    var path = PATH.matcher(call.path());
    if (!path.matches()) {
      return new S3Request(call.method(), "", "");
    }
    var bucket = decoded(path.group(1));
    var key = decoded(path.group(2));
    var names = names(path.group(3) == null ? "" : path.group(3), call.headers().keySet());
    var isList = names.contains("list-type");
    var operation = operation(call.method(), bucket, key, isList);
    names.removeIf(name -> isKnown(operation, name));
    if (!key.isEmpty() && NO_PATH.matcher(key).matches()) {
      names.add("a key that has an empty part, . or ..");
    }
    return new S3Request(
        names.isEmpty() ? operation : operation + " with " + String.join(", ", names), bucket, key);
  }

  private static String operation(String method, String bucket, String key, boolean isList) {
    if (bucket.isEmpty()) {
      return method.equals("GET") ? "ListBuckets" : method;
    }
    if (key.isEmpty()) {
      return switch (method) {
        case "GET" -> isList ? "ListObjectsV2" : "ListObjects";
        case "HEAD" -> "HeadBucket";
        case "PUT" -> "CreateBucket";
        case "DELETE" -> "DeleteBucket";
        default -> method;
      };
    }
    return switch (method) {
      case "GET" -> "GetObject";
      case "HEAD" -> "HeadObject";
      case "PUT" -> "PutObject";
      case "DELETE" -> "DeleteObject";
      default -> method;
    };
  }

  private static Set<String> names(String query, Collection<String> headers) {
    var names = new TreeSet<String>();
    for (var parameter : query.split("&")) {
      if (!parameter.isEmpty()) {
        names.add(decoded(parameter.replaceFirst("=.*", "")).toLowerCase(Locale.ROOT));
      }
    }
    headers.stream().filter(name -> name.startsWith("x-amz-")).forEach(names::add);
    return names;
  }

  private static boolean isKnown(String operation, String name) {
    return KNOWN_EVERYWHERE.matcher(name).matches()
        || switch (operation) {
          case "GetObject", "HeadObject" -> KNOWN_OF_READS.matcher(name).matches();
          case "ListObjectsV2" -> KNOWN_OF_LISTS.contains(name);
          default -> false;
        };
  }

  /** A plus sign means itself, in S3's paths and queries alike. */
  private static String decoded(String text) {
    return AwsCall.decoded(text.replace("+", "%2B"));
  }

  /** Service Authorization Reference, "Amazon S3": reading an object's head is reading it. */
  public String action() {
    return switch (operation) {
      case "HeadObject" -> "s3:GetObject";
      case "ListObjectsV2", "HeadBucket" -> "s3:ListBucket";
      case "ListBuckets" -> "s3:ListAllMyBuckets";
      default -> "s3:" + operation;
    };
  }

  /** The ARN of the object, else of the bucket, else {@code *}. */
  public String resource() {
    return bucket.isEmpty() ? "*" : key.isEmpty() ? bucketArn() : bucketArn() + "/" + key;
  }

  String bucketArn() {
    return BucketHandler.arn(bucket);
  }

  /** Whether the local S3 has the operation. */
  public boolean isAnswered() {
    return ANSWERED.contains(operation);
  }

  boolean isRead() {
    return operation.equals("GetObject") || operation.equals("HeadObject");
  }
}
