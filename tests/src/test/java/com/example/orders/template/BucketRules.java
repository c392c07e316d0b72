package com.example.orders.template;

import static com.example.orders.template.TemplateRule.each;

import com.example.orders.template.TransformedTemplate.Resource;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Buckets, which nobody may open to the public. */
final class BucketRules {
  private static final String BUCKET = "AWS::S3::Bucket";

  static final List<TemplateRule> ALL =
      List.of(
          each(
              BUCKET,
              "every bucket shuts out the public in all four ways",
              bucket ->
                  Stream.of(
                          "BlockPublicAcls",
                          "BlockPublicPolicy",
                          "IgnorePublicAcls",
                          "RestrictPublicBuckets")
                      .allMatch(
                          way -> bucket.at("/PublicAccessBlockConfiguration/" + way).asBoolean())),
          each(
              BUCKET,
              "every bucket owns its objects and encrypts them",
              bucket ->
                  bucket
                          .at("/OwnershipControls/Rules/0/ObjectOwnership")
                          .asText()
                          .equals("BucketOwnerEnforced")
                      && bucket
                          .at("/BucketEncryption/ServerSideEncryptionConfiguration/0")
                          .path("ServerSideEncryptionByDefault")
                          .has("SSEAlgorithm")),
          new TemplateRule(
              "every bucket refuses calls without TLS",
              template ->
                  template
                      .ofType(BUCKET)
                      .filter(bucket -> !refusesPlainCalls(template, bucket))
                      .map(Resource::id)),
          new TemplateRule(
              "an object of a bucket is written once, whoever writes",
              template ->
                  template
                      .ofType(BUCKET)
                      .filter(bucket -> !refusesOverwrites(template, bucket))
                      .map(Resource::id)),
          each(
              "AWS::S3::BucketPolicy",
              "no bucket policy allows everyone",
              policy ->
                  statements(policy)
                      .noneMatch(
                          statement ->
                              statement.path("Effect").asText().equals("Allow")
                                  && statement.path("Principal").toString().contains("*"))));

  private BucketRules() {}

  private static Stream<JsonNode> statements(Resource policy) {
    return TransformedTemplate.each(policy.at("/PolicyDocument/Statement"));
  }

  private static boolean refusesPlainCalls(TransformedTemplate template, Resource bucket) {
    return refuses(
        template,
        bucket,
        "s3:*",
        "/Bool/aws:SecureTransport",
        "false",
        bucket.arn(),
        objects(bucket));
  }

  private static boolean refusesOverwrites(TransformedTemplate template, Resource bucket) {
    return refuses(
        template, bucket, "s3:PutObject", "/Null/s3:if-none-match", "true", objects(bucket));
  }

  private static String objects(Resource bucket) {
    return bucket.arn() + "/*";
  }

  private static boolean refuses(
      TransformedTemplate template,
      Resource bucket,
      String action,
      String condition,
      String value,
      String... resources) {
    return template
        .ofType("AWS::S3::BucketPolicy")
        .filter(policy -> bucket.names().contains(policy.at("/Bucket").asText()))
        .flatMap(BucketRules::statements)
        .anyMatch(
            statement ->
                statement.path("Effect").asText().equals("Deny")
                    && statement.path("Principal").asText().equals("*")
                    && statement.path("Action").asText().equals(action)
                    && TransformedTemplate.each(statement.path("Resource"))
                        .map(JsonNode::asText)
                        .collect(Collectors.toSet())
                        .equals(Set.of(resources))
                    && statement.path("Condition").size() == 1
                    && statement.at("/Condition" + condition).asText().equals(value));
  }
}
