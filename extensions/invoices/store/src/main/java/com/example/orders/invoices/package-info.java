/** Where the invoices are: objects of a bucket that nobody but the two functions opens. */
@NullMarked
package com.example.orders.invoices;

import org.jspecify.annotations.NullMarked;
