package com.example.orders.endtoend;

import java.util.Map;

/**
 * What AWS bills for one run of something.
 *
 * @param measured counts that are the same each time
 * @param observed what depends on the machine and on chance: times, bytes of logs
 */
record Usage(Map<String, Double> measured, Map<String, Double> observed) {}
