package com.example.orders.operations;

import java.util.List;

/** A part of the dashboard. Names of things are parameters of the template's {@code !Sub}. */
sealed interface Widget {
  /** Of the 24 columns that a dashboard has. */
  int width();

  /** In rows of the dashboard. */
  int height();

  /** Words in Markdown, over the whole width. */
  record Words(String markdown, int height) implements Widget {
    @Override
    public int width() {
      return Dashboard.COLUMNS;
    }
  }

  /**
   * The states of alarms, over the whole width.
   *
   * @param alarms logical IDs
   */
  record Alarms(String title, List<String> alarms) implements Widget {
    @Override
    public int width() {
      return Dashboard.COLUMNS;
    }

    @Override
    public int height() {
      return 2;
    }
  }

  /**
   * Lines over time.
   *
   * @param statistic of all series that have none of their own
   * @param seconds of a period
   */
  record Graph(String title, String statistic, int seconds, int width, List<Series> series)
      implements Widget {
    @Override
    public int height() {
      return 6;
    }
  }
}
