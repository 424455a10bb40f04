package dev.vitrine.console.server.internal.query;

/// A query that can not be answered, by the asker's fault. The message says what is wrong with
/// which part.
public final class BadQuery extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BadQuery(String message) {
    super(message);
  }
}
