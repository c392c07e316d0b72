/** Writes the dashboard of this extension into its template. */
@NullMarked
package com.example.orders.operations;

import org.jspecify.annotations.NullMarked;
