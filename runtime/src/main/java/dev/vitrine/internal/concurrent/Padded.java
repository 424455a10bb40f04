package dev.vitrine.internal.concurrent;

/// Keeps what one thread writes all the time away from what others use: the fields of a class that
/// extends this lie two cache lines behind the start of the object.
///
/// The collector moves objects that are reached one after the other to places side by side, and so
/// brings the counters of different workers into one line: a poll then costs up to four times as
/// much, now and then, and not again after the next collection. Two lines, because processors fetch
/// lines in pairs.
@SuppressWarnings("unused") // they are there to take up room
public abstract class Padded {
  private int gap; // behind the header, where the JVM would else put a field of the subclass
  private long l00, l01, l02, l03, l04, l05, l06, l07;
  private long l10, l11, l12, l13, l14, l15, l16, l17;

  protected Padded() {}
}
