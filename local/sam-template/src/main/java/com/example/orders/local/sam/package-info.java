/** Reads a SAM template and resolves it to resources. */
@NullMarked
package com.example.orders.local.sam;

import org.jspecify.annotations.NullMarked;
