package com.example.orders.invoices;

import com.example.orders.order.OrderKey;
import java.time.Instant;
import java.util.Optional;

/** Gives out links to invoices. */
public interface InvoiceLinks {

  /** A link to the order's invoice; empty while there is none. */
  Optional<Link> find(OrderKey order);

  /**
   * Who has it opens the invoice, without a token.
   *
   * @param until when it ends; sooner if the credentials end that signed it
   */
  record Link(String url, Instant until) {

    /** Keeps the URL out of any message that is put together from the record. */
    @Override
    public String toString() {
      return "Link[until " + until + "]";
    }
  }
}
