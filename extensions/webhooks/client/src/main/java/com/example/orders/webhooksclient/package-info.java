/** A customer's commands for the API of webhooks: {@code make webhooks}. */
@NullMarked
package com.example.orders.webhooksclient;

import org.jspecify.annotations.NullMarked;
