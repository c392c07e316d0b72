/** How a customer's program, and a page in a browser, looks on live. */
@NullMarked
package com.example.orders.liveclient;

import org.jspecify.annotations.NullMarked;
