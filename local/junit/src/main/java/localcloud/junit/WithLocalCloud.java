package localcloud.junit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test class against the stack of a SAM template on this machine. Tests and constructors
 * take the {@link localcloud.cloud.LocalCloud} as a parameter. All classes with the same values
 * share one cloud, which is started once and stopped after the last test.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(LocalCloudExtension.class)
public @interface WithLocalCloud {
  /** The SAM template; a relative path is looked for here and in every folder above. */
  String template() default "template.yaml";

  /** The built functions, one folder each; a relative path starts at the template's folder. */
  String artifacts() default "target/functions";

  /** Template parameters as {@code Name=value}. */
  String[] parameters() default {};
}
