package com.example.orders.tryrelease;

/**
 * What a deployment is about to give traffic to.
 *
 * @param function the function's name
 * @param version the number of its new version
 */
record Release(String function, String version) {}
