package com.example.orders.deliverwebhooks;

import com.example.orders.webhooks.Network;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Answers of a name's addresses only those that may be sent to. The client connects to what comes
 * from here and to nothing else, so the address that was looked at is the one that is used: a name
 * that leads elsewhere a moment later wins nothing. It is asked for addresses in digits as well.
 */
final class GuardedResolver implements DnsResolver {
  private final DnsResolver resolver;
  private final Network network;

  GuardedResolver(DnsResolver resolver, Network network) {
    this.resolver = resolver;
    this.network = network;
  }

  /** None of a name's addresses may be sent to. */
  static final class AddressRefusedException extends UnknownHostException {
    private static final long serialVersionUID = 1;

    AddressRefusedException() {
      super("The name leads to no address that may be sent to");
    }
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    var allowed =
        Stream.of(resolver.resolve(host)).filter(network::allows).toArray(InetAddress[]::new);
    if (allowed.length == 0) {
      throw new AddressRefusedException();
    }
    return allowed;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }
}
