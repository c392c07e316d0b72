package com.example.orders.releaseinventory;

/** Whether this call gave the stock back; not, if there was nothing to give or it was done. */
public record InventoryReleased(boolean released) {}
