package com.example.orders.tryrelease;

import com.fasterxml.jackson.databind.JsonNode;

/** The functions of the application, by version. */
interface Functions {
  /** The class that a version begins in: unlike its name, the same in each stack. */
  String handler(Release release);

  /**
   * Invokes a version and waits.
   *
   * @throws TrialFailedException if it fails
   */
  JsonNode invoke(Release release, String event);
}
