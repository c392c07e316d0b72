package com.example.orders.operations;

import com.example.orders.operations.Widget.Words;
import java.util.ArrayList;
import java.util.List;

/** Widgets in their places: rows from the left to the right, each layer under its heading. */
record Dashboard(List<Placed> widgets) {
  static final int COLUMNS = 24;

  /** A widget with its upper left corner, in columns and rows. */
  record Placed(Widget widget, int x, int y) {}

  static Dashboard of(List<Layers.Layer> layers) {
    var placed = new ArrayList<Placed>();
    var y = 0;
    for (var layer : layers) {
      placed.add(new Placed(new Words("## " + layer.heading(), 1), 0, y));
      y = place(layer.widgets(), y + 1, placed);
    }
    return new Dashboard(List.copyOf(placed));
  }

  /** Answers the first free row. */
  private static int place(List<Widget> widgets, int from, List<Placed> placed) {
    var x = 0;
    var y = from;
    var height = 0;
    for (var widget : widgets) {
      if (x + widget.width() > COLUMNS) {
        y += height;
        x = 0;
        height = 0;
      }
      placed.add(new Placed(widget, x, y));
      x += widget.width();
      height = Math.max(height, widget.height());
    }
    return y + height;
  }
}
