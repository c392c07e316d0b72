package com.example.orders.placetestorder;

import java.io.IOException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The password that is a secret's value; it is asked for each time, for it may be changed. */
record AwsPassword(SecretsManagerClient secrets, String arn) implements CanaryToken.Password {
  @Override
  public String get() throws IOException {
    try {
      return secrets.getSecretValue(request -> request.secretId(arn)).secretString();
    } catch (SdkException e) {
      throw new IOException(e);
    }
  }
}
