/** Settings from AWS AppConfig. */
@NullMarked
package com.example.orders.settings.appconfig;

import org.jspecify.annotations.NullMarked;
