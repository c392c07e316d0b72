package com.example.orders.makeinvoice;

import static java.util.Objects.requireNonNull;

import com.example.orders.invoices.InvoiceStore;
import com.example.orders.json.OrderEvent;
import com.example.orders.order.OrderStatus;
import com.example.orders.order.Orders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one invoice of each confirmed order that was paid, which a test order is not, however often
 * its event comes. The event only says when: what is on the invoice is the row's.
 */
final class Invoicing {
  private static final Logger LOG = LoggerFactory.getLogger(Invoicing.class);

  private final Orders orders;
  private final InvoiceStore invoices;

  Invoicing(Orders orders, InvoiceStore invoices) {
    this.orders = requireNonNull(orders);
    this.invoices = requireNonNull(invoices);
  }

  /**
   * @return whether the invoice is new
   * @throws NotConfirmedException if the row says otherwise, or there is none
   */
  boolean make(OrderEvent event) {
    var order =
        orders
            .find(event.order())
            .orElseThrow(() -> new NotConfirmedException(event, "has no row"));
    if (order.status() != OrderStatus.CONFIRMED || !event.agreesWith(order.status())) {
      throw new NotConfirmedException(event, "is " + order.status());
    }
    if (order.isTest()) {
      LOG.info("A test order: there is nothing to pay");
      return false;
    }
    var isNew = invoices.putOnce(event.order(), InvoicePage.html(Invoice.of(order)));
    LOG.info(isNew ? "Invoice made" : "Invoice made before");
    return isNew;
  }
}
