/** The failures inbox: what failed, what may be done about it, and what was done. */
@NullMarked
package com.example.orders.failures;

import org.jspecify.annotations.NullMarked;
