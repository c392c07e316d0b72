/** Amazon EventBridge: buses, rules and targets. */
@NullMarked
package com.example.orders.local.eventbridge;

import org.jspecify.annotations.NullMarked;
