/** A function of an extension. */
@NullMarked
package com.example.orders.greetcustomer;

import org.jspecify.annotations.NullMarked;
