package dev.vitrine.console.tui.view;

import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.tui.terminal.Canvas;
import dev.vitrine.console.tui.terminal.Key;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One view below the frame.
///
/// - **Threads:** that of the [App].
abstract class View {

  /// A key and what it does here.
  record Hint(String key, String what) {}

  /// What a key led to.
  sealed interface Reaction {
    /// It means nothing here.
    record Ignored() implements Reaction {}

    /// Something has changed that is drawn.
    record Handled() implements Reaction {}

    /// Another view opens on top of this one; Escape leads back.
    record Open(View view) implements Reaction {}

    /// The list of tasks opens with a filter.
    record ShowTasks(String filter) implements Reaction {}

    /// This view closes.
    record Close() implements Reaction {}

    /// A line for the clipboard.
    record Copy(String text) implements Reaction {}
  }

  static final Reaction IGNORED = new Reaction.Ignored();
  static final Reaction HANDLED = new Reaction.Handled();
  static final Reaction CLOSE = new Reaction.Close();

  abstract void draw(Canvas canvas, Scene scene);

  abstract Reaction key(Key key, Snapshot snapshot);

  /// The keys that matter here, the most important first.
  abstract List<Hint> hints();

  /// All keys of this view, beyond those that work everywhere.
  abstract List<Hint> help();

  /// Which tab this view belongs to, by its letter.
  abstract char tab();

  /// Whether letters are typed into something here and are no commands.
  boolean isTyping() {
    return false;
  }

  /// The task this view shows in full.
  long taskId() {
    return 0;
  }

  /// What this view asks about resources; empty when it shows none.
  Optional<Set<String>> openGroups() {
    return Optional.empty();
  }

  /// Why this view shows nothing for a program that speaks only tokio-console's schema; empty when
  /// it shows something.
  String needsVitrine() {
    return "";
  }
}
