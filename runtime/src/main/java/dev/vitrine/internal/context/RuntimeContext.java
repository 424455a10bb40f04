package dev.vitrine.internal.context;

/// What a thread that belongs to a runtime can ask it for. One object per runtime.
public interface RuntimeContext {

  /// The runtime's name, for messages.
  String name();

  Drivers drivers();

  /// A poll has used up its budget.
  void countForcedYield();
}
