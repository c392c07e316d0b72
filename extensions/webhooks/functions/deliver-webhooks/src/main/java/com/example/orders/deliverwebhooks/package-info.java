/** Sends the webhooks that are due. */
@NullMarked
package com.example.orders.deliverwebhooks;

import org.jspecify.annotations.NullMarked;
