package com.example.orders.operatefailures;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.example.orders.failures.FailureId;
import com.example.orders.lambda.JsonBody;
import com.example.orders.lambda.NoJsonObjectException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A request of an operator. API Gateway has seen to little of it: everything is checked here. */
final class Request {
  private final APIGatewayProxyRequestEvent event;

  Request(APIGatewayProxyRequestEvent event) {
    this.event = event;
  }

  /** Method and resource, such as {@code GET /operations/failures/{failureId}}. */
  String route() {
    return event.getHttpMethod() + " " + event.getResource();
  }

  /** The ARN of the caller, which IAM vouches for. */
  String caller() {
    var arn =
        Optional.ofNullable(event.getRequestContext())
            .map(APIGatewayProxyRequestEvent.ProxyRequestContext::getIdentity)
            .map(APIGatewayProxyRequestEvent.RequestIdentity::getUserArn)
            .orElse("");
    if (arn.isBlank()) {
      throw Problem.nobody();
    }
    return arn;
  }

  FailureId failureId() {
    var parameters = event.getPathParameters();
    try {
      return new FailureId(parameters == null ? "" : parameters.getOrDefault("failureId", ""));
    } catch (IllegalArgumentException e) {
      throw Problem.parameter("failureId", "must be 24 hexadecimal digits in lower case.");
    }
  }

  /** Refuses parameters that are not known or given twice: a typo must not list everything. */
  void only(Set<String> known) {
    parameters()
        .keySet()
        .forEach(
            name -> {
              if (!known.contains(name)) {
                var all = known.stream().sorted().collect(Collectors.joining(", "));
                throw Problem.parameter(
                    "The query", "may have these parameters only: " + all + ".");
              }
            });
    Map<String, List<String>> all = event.getMultiValueQueryStringParameters();
    if (all != null) {
      all.forEach(
          (name, values) -> {
            if (values.size() > 1) {
              throw Problem.parameter(name, "must be given once.");
            }
          });
    }
  }

  @Nullable String parameter(String name) {
    return parameters().get(name);
  }

  /** One of an enum's names, or null if it is not given. */
  <E extends Enum<E>> @Nullable E choice(String name, Class<E> type) {
    var text = parameter(name);
    if (text == null) {
      return null;
    }
    var all = type.getEnumConstants();
    return Arrays.stream(all)
        .filter(one -> one.name().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.parameter(
                    name,
                    Arrays.stream(all)
                        .map(Enum::name)
                        .collect(Collectors.joining(", ", "must be one of ", "."))));
  }

  int limit(int standard, int largest) {
    var text = parameter("limit");
    if (text == null) {
      return standard;
    }
    if (!text.matches("[1-9]\\d{0,2}") || Integer.parseInt(text) > largest) {
      throw Problem.parameter("limit", "must be a whole number from 1 to " + largest + ".");
    }
    return Integer.parseInt(text);
  }

  /** The one field of a body that has one field. */
  String text(String field) {
    var body = body();
    body.fieldNames()
        .forEachRemaining(
            name -> {
              if (!name.equals(field)) {
                throw Problem.body("The body", "must have the field " + field + " and no other.");
              }
            });
    var value = body.path(field);
    if (!value.isTextual()) {
      throw Problem.body(field, "must be there and be a string.");
    }
    return value.textValue();
  }

  private JsonNode body() {
    try {
      return JsonBody.of(event);
    } catch (NoJsonObjectException e) {
      throw switch (e.flaw()) {
        case MEDIA_TYPE -> Problem.mediaType();
        case SYNTAX -> Problem.body("The body", "must be JSON without duplicate names.");
        case OTHER_VALUE -> Problem.body("The body", "must be a JSON object.");
      };
    }
  }

  private Map<String, String> parameters() {
    var parameters = event.getQueryStringParameters();
    return parameters == null ? Map.of() : parameters;
  }
}
