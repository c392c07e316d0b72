package com.example.orders.cli.story;

import java.time.Instant;
import java.util.List;

/**
 * One order's journey.
 *
 * @param polls how often its customer asked for its status
 * @param gaps between the hops; together they are the whole time
 * @param begun when the first hop did
 * @param until the end of the last hop, or now if the order goes on
 * @param missing what is not remembered; empty if all is
 */
record Story(
    String orderId,
    String customer,
    Standing standing,
    Instant begun,
    Instant until,
    List<Hop> hops,
    List<Gap> gaps,
    int polls,
    String missing) {}
