/** The API where customers register their endpoints. */
@NullMarked
package com.example.orders.managewebhooks;

import org.jspecify.annotations.NullMarked;
