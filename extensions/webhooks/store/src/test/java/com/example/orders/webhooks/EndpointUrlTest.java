package com.example.orders.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.webhooks.EndpointUrl.RefusedUrlException;
import java.net.InetAddress;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointUrlTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://hooks.acme.example/orders",
        "https://hooks.acme.example",
        "https://hooks.acme.example:443/",
        "https://hooks.acme.example:/",
        "HTTPS://Hooks.ACME.example/orders?token=a%20b",
        "https://a-b.c1.example/",
        "https://xn--bcher-kva.example/",
        "https://1and1.example/",
        "https://hooks.acme.example/@/x",
        "https://abc123.execute-api.eu-central-1.amazonaws.com/v1"
      })
  void takes(String text) throws Exception {
    assertThat(EndpointUrl.parse(text, Network.PUBLIC).uri()).hasToString(text);
  }

  static Stream<String> refused() {
    return Stream.of(
        "",
        " ",
        "orders",
        "//hooks.acme.example/",
        "https:",
        "https:///orders",
        "https:hooks.acme.example",
        "http://hooks.acme.example/",
        "ftp://hooks.acme.example/",
        "file:///etc/passwd",
        "gopher://hooks.acme.example:443/_GET",
        "jar:https://hooks.acme.example/!/x",
        "https://hooks.acme.example:80/",
        "https://hooks.acme.example:9001/",
        "https://hooks.acme.example:0443443/",
        "https://user@hooks.acme.example/",
        "https://user:secret@hooks.acme.example/",
        "https://hooks.acme.example@169.254.169.254/",
        "https://@hooks.acme.example/",
        "https://hooks.acme.example/#part",
        "https://hooks.acme.example#@169.254.169.254/",
        "https://hooks.acme.example\\@169.254.169.254/",
        "https://hooks.acme.example/\r\nHost: other",
        "https://hooks.acme.example/ orders",
        "https://hooks.acme.example/\u0000",
        "https://b\u00fccher.example/",
        "https://hooks\u3002acme.example/",
        "https://hooks.acme.example/\u00fc",
        "https://localhost/",
        "https://acme/",
        "https://hooks.acme.example./",
        "https://hooks..acme.example/",
        "https://.acme.example/",
        "https://-hooks.acme.example/",
        "https://hooks-.acme.example/",
        "https://hooks_1.acme.example/",
        "https://%31%32%37.acme.example/",
        "https://metadata.google.internal/",
        "https://printer.local/",
        "https://a.localhost/",
        "https://1.0.0.127.in-addr.arpa/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://0x7f000001/",
        "https://017700000001/",
        "https://0177.0.0.1/",
        "https://acme.0x1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fe80::1%25eth0]/",
        "https://" + "a".repeat(64) + ".example/",
        "https://" + "a.".repeat(124) + "example/",
        "https://hooks.acme.example/" + "a".repeat(2_030));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refuses(String text) {
    assertThatThrownBy(() -> EndpointUrl.parse(text, Network.PUBLIC))
        .isInstanceOf(RefusedUrlException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1:8080/",
        "http://127.0.0.1/",
        "http://127.0.0.2:8080/",
        "http://localhost:8080/",
        "http://a@127.0.0.1:8080/",
        "http://hooks.acme.example:8080/",
        "https://hooks.acme.example/"
      })
  void refusesInALocalRunWhatIsNotOnThisMachine(String text) {
    assertThatThrownBy(() -> EndpointUrl.parse(text, Network.LOOPBACK))
        .isInstanceOf(RefusedUrlException.class);
  }

  @Test
  void takesThisMachineInALocalRunOnly() throws Exception {
    var here = "http://127.0.0.1:8080/hooks";
    var network = Network.of("loopback", () -> "http://127.0.0.1:4566");

    assertThat(EndpointUrl.parse(here, network).uri()).hasToString(here);
    assertThat(network.allows(InetAddress.ofLiteral("127.0.0.1"))).isTrue();
    assertThat(network.allows(InetAddress.ofLiteral("93.184.216.34"))).isFalse();
    assertThatThrownBy(() -> EndpointUrl.parse(here, Network.PUBLIC))
        .isInstanceOf(RefusedUrlException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://dynamodb.eu-central-1.amazonaws.com",
        "http://127.0.0.1.acme.example:4566",
        "http://127.0.0.1@acme.example:4566"
      })
  void onAwsNothingStartsThatWouldSendToThisMachine(String awsEndpoint) {
    assertThatThrownBy(() -> Network.of("loopback", () -> awsEndpoint))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void knowsTwoNetworks() {
    assertThat(
            Network.of(
                "public",
                () -> {
                  throw new IllegalStateException("not needed");
                }))
        .isEqualTo(Network.PUBLIC);
    assertThatThrownBy(() -> Network.of("", () -> "")).isInstanceOf(IllegalStateException.class);
  }
}
