package com.example.hello;

import java.util.Map;

/** A function without a library: it needs nothing that is in this repository. */
public class Hello {
  public Map<String, Object> handle(Map<String, Object> event) {
    return Map.of("statusCode", 200, "body", "Hello, " + System.getenv("WHO"));
  }
}
