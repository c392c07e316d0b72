package com.example.orders.cli;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.profiles.ProfileFile;

/** The SDK loads what reads a profile by its name: it may be missing only when a user signs in. */
class ProfilesTest {
  private static final String CONFIG =
      """
      [profile identity-center]
      sso_session = nobody
      sso_account_id = 123456789012
      sso_role_name = Operator
      [sso-session nobody]
      sso_region = eu-west-1
      sso_start_url = https://nobody.awsapps.com/start
      [profile login]
      login_session = arn:aws:iam::123456789012:user/nobody
      region = eu-west-1
      """;

  @TempDir private Path folder;

  /** Nobody has signed in here, so that is all there is to find out. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"identity-center|run aws sso login", "login|Token cache file for login_session"})
  void aProfileWithoutKeysIsReadToTheMissingToken(String profile, String message) throws Exception {
    var file = Files.writeString(folder.resolve("config"), CONFIG);
    var config = ProfileFile.builder().content(file).type(ProfileFile.Type.CONFIGURATION).build();
    try (var provider =
        ProfileCredentialsProvider.builder().profileFile(config).profileName(profile).build()) {
      assertThatThrownBy(provider::resolveCredentials).hasMessageContaining(message);
    }
  }
}
