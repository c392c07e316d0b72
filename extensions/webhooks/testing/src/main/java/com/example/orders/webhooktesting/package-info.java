/** For the tests of the modules beside: the tables, on Dynoxide. */
@NullMarked
package com.example.orders.webhooktesting;

import org.jspecify.annotations.NullMarked;
