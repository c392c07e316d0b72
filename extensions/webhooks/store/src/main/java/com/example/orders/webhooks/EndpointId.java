package com.example.orders.webhooks;

import java.util.UUID;
import java.util.regex.Pattern;

/** What an endpoint is called in the API; nobody can guess one. */
public record EndpointId(String value) {
  private static final Pattern FORM = Pattern.compile("ep_[0-9a-f]{32}");

  public EndpointId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("An endpoint's ID is ep_ and 32 hexadecimal digits");
    }
  }

  public static EndpointId random() {
    return new EndpointId("ep_" + UUID.randomUUID().toString().replace("-", ""));
  }

  @Override
  public String toString() {
    return value;
  }
}
