package localcloud.stepfunctions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What expressions of one state can see besides their input.
 *
 * @param expressions those that are parsed already
 * @param context the context object, {@code $$} or {@code $states.context}
 */
record Scope(
    ObjectNode context,
    Variables variables,
    RandomGenerator random,
    InstantSource clock,
    JsonataExpressions expressions) {}
