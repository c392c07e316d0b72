/** What a customer runs: takes webhooks, verifies them and takes each once. */
@NullMarked
package com.example.orders.webhookreceiver;

import org.jspecify.annotations.NullMarked;
