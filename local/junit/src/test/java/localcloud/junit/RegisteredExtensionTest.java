package localcloud.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RegisteredExtensionTest {
  @RegisterExtension
  static final LocalCloudExtension CLOUD =
      LocalCloudExtension.of(
          LocalCloudSettings.of(Path.of("src/test/resources/letters.yaml"), Path.of("target"))
              .withStack("other", "eu-central-1"));

  @Test
  void ownSettingsDecideStackAndRegion(LocalCloud cloud) {
    assertThat(cloud.stack().region()).isEqualTo("eu-central-1");
    assertThat(cloud.output("LettersUrl")).endsWith("/000000000000/other-Letters");
  }
}
