package com.example.orders.endtoend;

import com.example.orders.cli.OrdersApi;
import com.example.orders.cli.Project;
import com.example.orders.cli.Seed;
import com.example.orders.cli.StackOutputs;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import localcloud.cloud.Pace;
import localcloud.junit.LocalCloudExtension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands a test the {@link Target}: one local cloud for the whole run, or the deployed stack. */
final class TargetExtension implements ParameterResolver {
  private static final String DEPLOYED_STACK = System.getProperty("orderly.stack");
  private static final FunctionLogs LOGS = new FunctionLogs();

  private static final LocalCloudExtension LOCAL =
      LocalCloudExtension.of(
          LocalCloudSettings.of(Project.find().template(), Project.find().artifacts())
              .withLogs(LOGS)
              .withParameters(Map.of("Capacity", "standard"))
              .withPace(Pace.ofAsyncRetries(1.0 / 60)));

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Target.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(TargetExtension.class))
        .getOrComputeIfAbsent(
            Target.class,
            _ ->
                DEPLOYED_STACK == null
                    ? local((LocalCloud) LOCAL.resolveParameter(parameter, context))
                    : deployed());
  }

  private static Target local(LocalCloud cloud) {
    var api = cloud.apiUrl().toString();
    var endpoint = cloud.endpointUrl().toString();
    var outputs = StackOutputs.of(cloud.stack().name(), endpoint);
    Seed.seed(outputs, endpoint);
    var tokens = cached(customer -> OrdersApi.localToken(api, customer));
    return new Target(new OrdersApi(api, tokens), outputs, endpoint, Optional.of(cloud), LOGS);
  }

  private static Target deployed() {
    var outputs = StackOutputs.of(DEPLOYED_STACK, null);
    Seed.seed(outputs, null);
    var tokens = readTokens(new File(System.getProperty("orderly.tokens")));
    var api = new OrdersApi(outputs.get("ApiUrl"), tokens::get);
    return new Target(api, outputs, null, Optional.empty(), LOGS);
  }

  private static UnaryOperator<String> cached(UnaryOperator<String> tokens) {
    var known = new ConcurrentHashMap<String, String>();
    return customer -> known.computeIfAbsent(customer, tokens);
  }

  private static Map<String, String> readTokens(File file) {
    try {
      return new ObjectMapper().readValue(file, new TypeReference<>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
