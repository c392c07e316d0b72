package localcloud.stepfunctions;

import java.util.random.RandomGenerator;

/** What running executions need from outside themselves. */
record Services(
    String region,
    Timer timer,
    RandomGenerator random,
    JsonataExpressions expressions,
    Integrations integrations,
    TaskTokens tokens,
    InvocationGate gate,
    Quotas quotas,
    Executions executions) {}
