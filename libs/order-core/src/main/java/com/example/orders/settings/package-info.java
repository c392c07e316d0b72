/** What an operator may change while the application runs, and what it may be changed to. */
@NullMarked
package com.example.orders.settings;

import org.jspecify.annotations.NullMarked;
