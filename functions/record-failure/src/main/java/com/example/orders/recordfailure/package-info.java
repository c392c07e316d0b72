/** Drains every failure sink into the inbox. */
@NullMarked
package com.example.orders.recordfailure;

import org.jspecify.annotations.NullMarked;
