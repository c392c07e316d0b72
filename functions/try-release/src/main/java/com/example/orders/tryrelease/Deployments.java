package com.example.orders.tryrelease;

/** The deployments that wait for this hook's word. */
interface Deployments {
  /** What a deployment is about. */
  Release release(String deploymentId);

  /** Lets a deployment go on, or ends it as failed. */
  void answer(String deploymentId, String hookExecutionId, boolean passed);
}
