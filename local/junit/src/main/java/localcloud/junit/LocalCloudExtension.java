package localcloud.junit;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Starts the local cloud for the tests that ask for it, and prints the functions' last log lines
 * when one of them fails. Use it by {@link WithLocalCloud}, or with {@code @RegisterExtension} and
 * settings of your own.
 */
public final class LocalCloudExtension
    implements BeforeAllCallback, AfterTestExecutionCallback, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(LocalCloudExtension.class);

  private final @Nullable LocalCloudSettings given;

  /** For {@link WithLocalCloud}. */
  public LocalCloudExtension() {
    this(null);
  }

  private LocalCloudExtension(@Nullable LocalCloudSettings given) {
    this.given = given;
  }

  /**
   * For {@code @RegisterExtension}. The log sink of the settings gets every line. Clouds of equal
   * settings are one cloud.
   */
  public static LocalCloudExtension of(LocalCloudSettings settings) {
    return new LocalCloudExtension(settings);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    running(context);
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    if (context.getExecutionException().isPresent()) {
      running(context).logs().printTo(System.out);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == LocalCloud.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return running(context).cloud();
  }

  private RunningCloud running(ExtensionContext context) {
    var settings = given != null ? given : annotated(context);
    var store = context.getRoot().getStore(NAMESPACE);
    return requireNonNull(
        store.getOrComputeIfAbsent(
            settings, key -> RunningCloud.start(settings), RunningCloud.class));
  }

  private static LocalCloudSettings annotated(ExtensionContext context) {
    var annotation =
        AnnotationSupport.findAnnotation(
                context.getRequiredTestClass(),
                WithLocalCloud.class,
                context.getEnclosingTestClasses())
            .orElseThrow(
                () -> new ExtensionConfigurationException("Annotate it with @WithLocalCloud"));
    var template = find(Path.of(annotation.template()));
    var folder = requireNonNull(template.getParent());
    var parameters = new HashMap<String, String>();
    for (var parameter : annotation.parameters()) {
      var equals = parameter.indexOf('=');
      if (equals < 0) {
        throw new ExtensionConfigurationException("No Name=value: " + parameter);
      }
      parameters.put(parameter.substring(0, equals), parameter.substring(equals + 1));
    }
    return LocalCloudSettings.of(template, folder.resolve(annotation.artifacts()))
        .withParameters(parameters);
  }

  private static Path find(Path template) {
    for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.isRegularFile(folder.resolve(template))) {
        return folder.resolve(template);
      }
    }
    throw new ExtensionConfigurationException(
        "No " + template + " in " + Path.of("").toAbsolutePath() + " or above");
  }
}
