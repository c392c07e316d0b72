/** Tells customers how their orders ended. */
@NullMarked
package com.example.orders.notifycustomer;

import org.jspecify.annotations.NullMarked;
