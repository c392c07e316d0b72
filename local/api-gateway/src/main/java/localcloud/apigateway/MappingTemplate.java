package localcloud.apigateway;

import java.io.StringReader;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.velocity.Template;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.exception.MethodInvocationException;
import org.apache.velocity.exception.VelocityException;
import org.apache.velocity.runtime.RuntimeConstants;
import org.apache.velocity.runtime.RuntimeInstance;
import org.apache.velocity.runtime.parser.ParseException;
import org.apache.velocity.util.introspection.SecureUberspector;
import org.jspecify.annotations.Nullable;

/**
 * A VTL mapping template in API Gateway's dialect: {@code $input}, {@code $util}, {@code $context}
 * and {@code $stageVariables}. Public, so that an API's templates can be tested as templates.
 *
 * <p>API Gateway's templates are known to be of the age of Velocity 1.7; Velocity 2 is set to its
 * rules here. Text of a client is only ever a value and never parsed as VTL.
 */
public final class MappingTemplate {
  /** Quota of API Gateway: iterations of one {@code #foreach}. */
  private static final String MAX_LOOPS = "1000";

  private static final int MAX_OUTPUT = 10 * 1024 * 1024;
  private static final RuntimeInstance VELOCITY = velocity();

  private final Template template;

  private MappingTemplate(Template template) {
    this.template = template;
  }

  /**
   * Parses a template.
   *
   * @throws IllegalArgumentException if it is not VTL
   */
  public static MappingTemplate parse(String text) {
    try {
      var template = new Template();
      template.setRuntimeServices(VELOCITY);
      template.setName("mapping-template");
      template.setData(VELOCITY.parse(new StringReader(text), template));
      template.initDocument();
      return new MappingTemplate(template);
    } catch (ParseException | VelocityException e) {
      throw new IllegalArgumentException("not a mapping template: " + e.getMessage(), e);
    }
  }

  /**
   * The {@code $context} of one request: the given variables and the override maps, each of whose
   * entries may be set once, as on AWS. The same map must be used for the request's and the
   * response's template: what the first stores in {@code requestOverride}, the second can read.
   */
  public static Map<String, Object> context(Map<String, ?> variables) {
    var context = new LinkedHashMap<String, Object>(variables);
    var request = new LinkedHashMap<String, Object>();
    request.put("header", new WriteOnce());
    request.put("path", new WriteOnce());
    request.put("querystring", new WriteOnce());
    var response = new WriteOnce();
    response.put("header", new WriteOnce());
    context.put("requestOverride", request);
    context.put("responseOverride", response);
    return context;
  }

  /**
   * Renders the template.
   *
   * @throws MalformedJsonException if the template reads a request body that is not JSON
   * @throws IllegalStateException if the template fails
   */
  public String render(
      TemplateInput input, Map<String, Object> context, Map<String, String> stageVariables) {
    var velocity = new VelocityContext();
    velocity.put("input", input);
    velocity.put("util", new TemplateUtil());
    velocity.put("context", context);
    velocity.put("stageVariables", stageVariables);
    var out = new CappedWriter();
    try {
      template.merge(velocity, out);
    } catch (MethodInvocationException e) {
      if (e.getCause() instanceof MalformedJsonException malformed) {
        throw malformed;
      }
      throw new IllegalStateException("mapping template failed: " + e.getMessage(), e);
    } catch (VelocityException e) {
      throw new IllegalStateException("mapping template failed: " + e.getMessage(), e);
    }
    return out.toString();
  }

  private static RuntimeInstance velocity() {
    var velocity = new RuntimeInstance();
    velocity.setProperty(RuntimeConstants.RESOURCE_LOADERS, "none");
    velocity.setProperty(
        "resource.loader.none.class",
        "org.apache.velocity.runtime.resource.loader.StringResourceLoader");
    velocity.setProperty(
        RuntimeConstants.UBERSPECT_CLASSNAME, SecureUberspector.class.getCanonicalName());
    velocity.setProperty(RuntimeConstants.MAX_NUMBER_LOOPS, MAX_LOOPS);
    // The rules of Velocity 1.7, from the upgrade notes of Velocity 2.
    velocity.setProperty("directive.if.empty_check", "false");
    velocity.setProperty("parser.space_gobbling", "bc");
    velocity.setProperty("parser.allow_hyphen_in_identifiers", "true");
    velocity.setProperty("introspector.conversion_handler.class", "none");
    velocity.setProperty("velocimacro.enable_bc_mode", "true");
    velocity.init();
    return velocity;
  }

  /** A map of overrides: "an override may only be applied to each parameter once". */
  private static final class WriteOnce extends LinkedHashMap<String, Object> {
    @Override
    public @Nullable Object put(String key, Object value) {
      if (containsKey(key)) {
        throw new IllegalStateException("override applied twice: " + key);
      }
      return super.put(key, value);
    }
  }

  private static final class CappedWriter extends Writer {
    private final StringBuilder text = new StringBuilder();

    @Override
    public void write(char[] chars, int offset, int length) {
      if (text.length() + length > MAX_OUTPUT) {
        throw new VelocityException("the output is larger than 10 MB");
      }
      text.append(chars, offset, length);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
