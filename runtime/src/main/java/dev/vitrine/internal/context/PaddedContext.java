package dev.vitrine.internal.context;

import dev.vitrine.future.Context;

/// Keeps the fields of a context away from those of other threads, as
/// [dev.vitrine.internal.concurrent.Padded] does.
@SuppressWarnings("unused") // they are there to take up room
abstract class PaddedContext extends Context {
  private int gap;
  private long l00, l01, l02, l03, l04, l05, l06, l07;
  private long l10, l11, l12, l13, l14, l15, l16, l17;

  PaddedContext() {}
}
