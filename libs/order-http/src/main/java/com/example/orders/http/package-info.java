/** What the functions behind the customers' API share: the request, the answers, the log. */
@NullMarked
package com.example.orders.http;

import org.jspecify.annotations.NullMarked;
