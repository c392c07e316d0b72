/** What an operator can see of failures and do about them. */
@NullMarked
package com.example.orders.operatefailures;

import org.jspecify.annotations.NullMarked;
