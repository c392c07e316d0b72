package com.example.orders.webhooks;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * The addresses that belong to somebody on the internet. What IANA keeps for special purposes is
 * none, such as this machine, private networks and the metadata of clouds (registries "IPv4" and
 * "IPv6 Special-Purpose Address Space"). The JDK's own questions do not do: {@code
 * isSiteLocalAddress} knows neither 100.64.0.0/10 nor fc00::/7.
 */
final class PublicAddresses {
  private static final List<Range> SPECIAL_IPV4 =
      ranges(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/3");

  /** Every other range is special, those that hold an IPv4 address inside among them. */
  private static final Range GLOBAL_UNICAST = Range.of("2000::/3");

  /** Of the global ones: protocols and Teredo, documentation twice, 6to4. */
  private static final List<Range> SPECIAL_IPV6 =
      ranges("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

  private PublicAddresses() {}

  static boolean include(InetAddress address) {
    var bytes = address.getAddress();
    return address instanceof Inet4Address
        ? SPECIAL_IPV4.stream().noneMatch(range -> range.holds(bytes))
        : GLOBAL_UNICAST.holds(bytes)
            && SPECIAL_IPV6.stream().noneMatch(range -> range.holds(bytes));
  }

  private static List<Range> ranges(String... texts) {
    return Stream.of(texts).map(Range::of).toList();
  }

  /** All addresses that begin with the same bits. */
  private record Range(InetAddress first, int bits) {

    static Range of(String text) {
      var slash = text.indexOf('/');
      return new Range(
          InetAddress.ofLiteral(text.substring(0, slash)),
          Integer.parseInt(text.substring(slash + 1)));
    }

    boolean holds(byte[] address) {
      var own = first.getAddress();
      for (int bit = 0; bit < bits; bit += Byte.SIZE) {
        var kept = Math.min(Byte.SIZE, bits - bit);
        var different = (own[bit / Byte.SIZE] ^ address[bit / Byte.SIZE]) & 0xFF;
        if (different >> (Byte.SIZE - kept) != 0) {
          return false;
        }
      }
      return true;
    }
  }
}
