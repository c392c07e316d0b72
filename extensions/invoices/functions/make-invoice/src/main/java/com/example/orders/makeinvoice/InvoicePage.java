package com.example.orders.makeinvoice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.example.orders.order.Address;
import com.example.orders.order.Money;
import com.example.orders.order.OrderLine;
import java.math.BigDecimal;
import java.util.Currency;

/**
 * An invoice as a page: what the customer wrote is text in it and never markup, and the page may
 * load and run nothing.
 */
final class InvoicePage {
  private static final String PAGE =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <title>Invoice %1$s</title>
      <style>
      body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; }
      table { border-collapse: collapse; width: 100%%; }
      th, td { border-bottom: 1px solid #ccc; padding: 0.25rem 0; text-align: left; }
      td:last-child, th:last-child { text-align: right; }
      </style>
      </head>
      <body>
      <h1>Invoice</h1>
      <p>Number %1$s<br>Date %2$s</p>
      <p>%3$s</p>
      <table>
      <tr><th>Product</th><th>Quantity</th></tr>
      %4$s
      <tr><th>Total</th><th>%5$s</th></tr>
      </table>
      </body>
      </html>
      """;

  private InvoicePage() {}

  /** The page in UTF-8. */
  static byte[] html(Invoice invoice) {
    var lines = invoice.lines().stream().map(InvoicePage::row).collect(joining("\n"));
    return PAGE.formatted(
            invoice.number(),
            invoice.date(),
            invoice.to().map(InvoicePage::address).orElse(""),
            lines,
            escaped(amount(invoice.total())))
        .getBytes(UTF_8);
  }

  private static String row(OrderLine line) {
    return "<tr><td>%s</td><td>%s</td></tr>".formatted(line.sku(), line.quantity());
  }

  private static String address(Address to) {
    return "%s<br>%s<br>%s %s<br>%s"
        .formatted(
            escaped(to.name()),
            escaped(to.street()),
            escaped(to.postalCode()),
            escaped(to.city()),
            escaped(to.country()));
  }

  /** With as many decimals as the currency has (ISO 4217), whatever the locale. */
  private static String amount(Money money) {
    var decimals = Currency.getInstance(money.currency()).getDefaultFractionDigits();
    return BigDecimal.valueOf(money.minorUnits(), decimals).toPlainString()
        + " "
        + money.currency();
  }

  private static String escaped(String text) {
    var escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            letter -> {
              switch (letter) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(letter);
              }
            });
    return escaped.toString();
  }
}
