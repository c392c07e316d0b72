package com.example.orders.deliverwebhooks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.ssl.SSLContexts;

/**
 * A certificate that its owner signed, made by the JDK's keytool.
 *
 * @param server who has it
 * @param client who trusts it
 */
record TestCertificate(SSLContext server, SSLContext client) {
  private static final String PASSWORD = "changeit";

  static TestCertificate of(String name) throws Exception {
    var folder = Files.createTempDirectory("certificate");
    var file = folder.resolve("keys.p12");
    try {
      make(name, file);
      return read(KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray()));
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  private static void make(String name, Path file) throws IOException, InterruptedException {
    var made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=dns:" + name,
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    if (made != 0) {
      throw new IOException("keytool failed: " + made);
    }
  }

  private static TestCertificate read(KeyStore keys) throws GeneralSecurityException {
    return new TestCertificate(
        SSLContexts.custom().loadKeyMaterial(keys, PASSWORD.toCharArray()).build(),
        SSLContexts.custom().loadTrustMaterial(keys, null).build());
  }
}
