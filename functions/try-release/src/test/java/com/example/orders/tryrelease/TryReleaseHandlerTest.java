package com.example.orders.tryrelease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.amazonaws.services.lambda.runtime.Context;
import com.example.orders.lambda.Telemetry;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.invocation.InvocationOnMock;
import software.amazon.awssdk.services.codedeploy.CodeDeployClient;
import software.amazon.awssdk.services.codedeploy.model.GetApplicationRevisionResponse;
import software.amazon.awssdk.services.codedeploy.model.GetDeploymentResponse;
import software.amazon.awssdk.services.codedeploy.model.PutLifecycleEventHookExecutionStatusRequest;
import software.amazon.awssdk.services.codedeploy.model.RevisionLocation;
import software.amazon.awssdk.services.codedeploy.model.RevisionLocationType;

/** The hook answers CodeDeploy in any case, and knows a version from either form of a revision. */
class TryReleaseHandlerTest {
  private static final Map<String, String> EVENT =
      Map.of("DeploymentId", "d-ABC", "LifecycleEventHookExecutionId", "hook-1");

  private final Deployments deployments = mock(Deployments.class);
  private final Functions functions = mock(Functions.class);
  private final DynamoDbTestOrders tables =
      new DynamoDbTestOrders(new InMemoryTables(), "orders", "products");
  private final Context context = mock(Context.class);
  private final TryReleaseHandler handler =
      new TryReleaseHandler(
          deployments,
          new Trials(functions, tables, InstantSource.system()),
          Telemetry.fromEnvironment());

  @BeforeEach
  void aRelease() {
    when(context.getAwsRequestId()).thenReturn("request-1");
    when(context.getFunctionName()).thenReturn("try-release");
    when(context.getRemainingTimeInMillis()).thenReturn(60_000);
    when(deployments.release("d-ABC")).thenReturn(new Release("f", "8"));
  }

  @Test
  void letsAGoodVersionPass() {
    when(functions.handler(any())).thenReturn("any.ListOrdersHandler");

    assertThat(handler.handleRequest(EVENT, context)).isEqualTo("passed");

    verify(deployments).answer("d-ABC", "hook-1", true);
  }

  @Test
  void refusesAVersionThatFails() {
    when(functions.handler(any())).thenReturn("any.ChargePaymentHandler");
    when(functions.invoke(any(), anyString())).thenThrow(new TrialFailedException("It failed"));

    assertThat(handler.handleRequest(EVENT, context)).isEqualTo("failed");

    verify(deployments).answer("d-ABC", "hook-1", false);
  }

  @Test
  void refusesWhatItCannotTry() {
    doThrow(new IllegalStateException("not allowed")).when(functions).handler(any());

    assertThat(handler.handleRequest(EVENT, context)).isEqualTo("failed");

    verify(deployments).answer("d-ABC", "hook-1", false);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readsTheVersionFromTheAppSpec(boolean asString) {
    var text =
        """
        {"version":"0.0","Resources":[{"any":{"Type":"AWS::Lambda::Function","Properties":
         {"Name":"f","Alias":"live","CurrentVersion":"7","TargetVersion":"8"}}}]}
        """;
    var codeDeploy = codeDeploy(revision(asString, text));

    assertThat(new CodeDeployDeployments(codeDeploy).release("d-ABC"))
        .isEqualTo(new Release("f", "8"));
  }

  @Test
  void findsNoVersionInAnEmptyAppSpec() {
    var deployments = new CodeDeployDeployments(codeDeploy(revision(true, "{}")));

    assertThatThrownBy(() -> deployments.release("d-ABC"))
        .hasMessage("The AppSpec names no function");
  }

  @Test
  void answersInCodeDeploysWords() {
    var codeDeploy = codeDeploy(revision(true, "{}"));

    new CodeDeployDeployments(codeDeploy).answer("d-ABC", "hook-1", false);

    verify(codeDeploy)
        .putLifecycleEventHookExecutionStatus(
            PutLifecycleEventHookExecutionStatusRequest.builder()
                .deploymentId("d-ABC")
                .lifecycleEventHookExecutionId("hook-1")
                .status("Failed")
                .build());
  }

  private static RevisionLocation revision(boolean asString, String text) {
    return asString
        ? RevisionLocation.builder()
            .revisionType(RevisionLocationType.STRING)
            .string(string -> string.content(text))
            .build()
        : RevisionLocation.builder()
            .revisionType(RevisionLocationType.APP_SPEC_CONTENT)
            .appSpecContent(content -> content.content(text))
            .build();
  }

  private static CodeDeployClient codeDeploy(RevisionLocation revision) {
    return mock(
        CodeDeployClient.class,
        invocation ->
            switch (invocation.getMethod().getName()) {
              case "getDeployment" ->
                  given(
                      invocation,
                      GetDeploymentResponse.builder()
                          .deploymentInfo(info -> info.applicationName("app").revision(revision))
                          .build());
              case "getApplicationRevision" ->
                  given(
                      invocation,
                      GetApplicationRevisionResponse.builder().revision(revision).build());
              default -> given(invocation, null);
            });
  }

  /** The forms that take a builder's consumer make the request and call the other form. */
  private static Object given(InvocationOnMock invocation, Object answer) throws Throwable {
    return invocation.getArgument(0) instanceof java.util.function.Consumer<?>
        ? invocation.callRealMethod()
        : answer;
  }
}
