package com.example.orders.lambda;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.util.List;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** The one place where the HTTP client of an AWS client is put together. */
final class AwsHttpClients {
  /** JDK, "Networking Properties": whoever sets one of these wants a proxy looked for. */
  private static final List<String> PROXIES =
      List.of("http.proxyHost", "https.proxyHost", "socksProxyHost", "java.net.useSystemProxies");

  static {
    // Else the JDK would by itself send a POST once more that may have been done; the SDK's
    // retries are counted. The JDK reads it once, before its first connection.
    System.setProperty("sun.net.http.retryPost", "false");
  }

  private AwsHttpClients() {}

  /** For calls that are retried: one that meets a connection which has ended is made again. */
  static SdkHttpClient over(AwsConnections connections) {
    return new AwsBufferedHttpClient(looking(connections));
  }

  /** Looks before each request whether its connection has ended, for calls that nobody repeats. */
  static SdkHttpClient looking(AwsConnections connections) {
    return UrlConnectionHttpClient.create(connections);
  }

  /**
   * Straight to AWS unless a proxy is set: to look for one costs a quarter of a call's processor
   * time.
   */
  static HttpURLConnection open(URI uri) throws IOException {
    var url = uri.toURL();
    var connection = hasProxy() ? url.openConnection() : url.openConnection(Proxy.NO_PROXY);
    return (HttpURLConnection) connection;
  }

  private static boolean hasProxy() {
    for (var name : PROXIES) {
      if (System.getProperty(name) != null) {
        return true;
      }
    }
    return false;
  }
}
