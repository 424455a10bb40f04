package dev.vitrine.deterministic;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/// What came of a run.
///
/// @param steps that were taken
/// @param hash of every step of it: two runs with the same hash have taken the same steps
/// @param problems what was wrong; none if nothing was
/// @param threads in what order they were run, and where those are that had not ended
/// @param trace the last steps, if something was wrong
record Outcome(long steps, long hash, List<String> problems, String threads, String trace) {
  boolean isGood() {
    return problems.isEmpty();
  }

  static String stackOf(Throwable thrown) {
    var text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
