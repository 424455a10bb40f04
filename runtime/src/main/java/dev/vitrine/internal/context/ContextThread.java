package dev.vitrine.internal.context;

/// A platform thread of ours, which carries its context in a field instead of a thread-local.
public class ContextThread extends Thread {
  private final ThreadContext context = new ThreadContext(this);

  public ContextThread(Runnable body, String name) {
    super(body, name);
  }

  final ThreadContext context() {
    return context;
  }
}
