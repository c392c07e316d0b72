package com.example.orders.simulatewarehouse;

/** The warehouse's own record, one decision per order: the first one written is kept. */
interface Shipments {

  /** Writes the decision if there is none yet, and answers the one that is kept. */
  Shipment decide(Shipment proposed);
}
