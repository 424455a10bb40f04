package dev.vitrine.console.client.lint;

/// Something suspicious about one task.
///
/// @param lint which rule found it
/// @param taskId the task
/// @param sentence what was found, with its number and threshold
public record Warning(Lint lint, long taskId, String sentence) {

  /// What to try.
  public String advice() {
    return lint.advice();
  }
}
