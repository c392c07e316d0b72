package com.example.orders.replayfailures;

import com.example.orders.failures.FailureSource;

/** The origin of each source. */
record Origins(Origin orders, Origin shipments, Origin functions, Origin events, Origin workflow) {

  Origin of(FailureSource source) {
    return switch (source) {
      case ORDERS_QUEUE -> orders;
      case SHIPMENT_QUEUE -> shipments;
      case ASYNC_INVOKE -> functions;
      case EVENT_TARGET -> events;
      case WORKFLOW -> workflow;
    };
  }
}
