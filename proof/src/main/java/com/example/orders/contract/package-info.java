/** The events' contract, and what holds local clouds and templates to it. See docs/events.md. */
@NullMarked
package com.example.orders.contract;

import org.jspecify.annotations.NullMarked;
