/** The local cloud: every part wired together behind one AWS endpoint. */
@NullMarked
package com.example.orders.local.cloud;

import org.jspecify.annotations.NullMarked;
