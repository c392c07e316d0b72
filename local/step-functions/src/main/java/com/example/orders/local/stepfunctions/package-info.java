/** AWS Step Functions: interprets the Amazon States Language. */
@NullMarked
package com.example.orders.local.stepfunctions;

import org.jspecify.annotations.NullMarked;
