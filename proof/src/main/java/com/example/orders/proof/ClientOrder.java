package com.example.orders.proof;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that a client did about one order and all the answers that it got.
 *
 * @param answers what came back, in the order in which it came
 * @param seen the order as the client saw it, in the order of the looks
 */
record ClientOrder(OrderRef ref, List<Answered> answers, List<Seen> seen) {
  ClientOrder {
    answers = List.copyOf(answers);
    seen = List.copyOf(seen);
  }

  /** What was asked for. */
  enum Request {
    PLACE,
    CANCEL,
    /** A look at the order with the token of another customer. */
    PEEK
  }

  /** What an answer means for the one who asked. */
  enum Answer {
    DONE,
    REFUSED,
    /** No answer, or one that says nothing about the effect: a time-out, a 5xx. */
    UNKNOWN;

    static Answer of(int httpStatus) {
      return httpStatus < 300 ? DONE : httpStatus < 500 ? REFUSED : UNKNOWN;
    }
  }

  /**
   * One answer.
   *
   * @param basket what was sent, for {@link Request#PLACE}
   */
  record Answered(Request request, @Nullable Basket basket, Answer answer) {}

  /** The order at one moment. */
  record Seen(String status, int version) {}

  /** A 202: from here the order is the application's responsibility. */
  boolean wasAccepted() {
    return answers(Request.PLACE).anyMatch(answered -> answered.answer() == Answer.DONE);
  }

  /** Whether any request may have taken effect. */
  boolean mayExist() {
    return answers(Request.PLACE).anyMatch(answered -> answered.answer() != Answer.REFUSED);
  }

  boolean was(Request request, Answer answer) {
    return answers(request).anyMatch(answered -> answered.answer() == answer);
  }

  /** The different baskets that got such an answer. */
  List<Basket> baskets(Answer... answers) {
    return answers(Request.PLACE)
        .filter(answered -> List.of(answers).contains(answered.answer()))
        .map(Answered::basket)
        .flatMap(Stream::ofNullable)
        .distinct()
        .toList();
  }

  private Stream<Answered> answers(Request request) {
    return answers.stream().filter(answer -> answer.request() == request);
  }
}
