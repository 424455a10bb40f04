package dev.vitrine.instrument;

/// Reads what an [EventEncoder] has written for a worker.
final class ColumnsDecoder extends EventDecoder {
  private final byte[] codes;
  private final int events;
  private final Numbers times;
  private final Numbers differences;
  private int at;

  ColumnsDecoder(EventColumns columns, long position) {
    super(false, columns.firstNanos);
    codes = columns.codes;
    events = EventColumns.events(position);
    times = new Numbers(columns.times, EventColumns.timesBytes(position));
    differences = new Numbers(columns.differences, EventColumns.differencesBytes(position));
  }

  @Override
  protected int nextCode() {
    return at < events ? codes[at++] & 0xff : -1;
  }

  @Override
  protected long nextTime() {
    return times.next();
  }

  @Override
  protected boolean hasDifference() {
    return differences.hasNext();
  }

  @Override
  protected long nextDifference() {
    return differences.next();
  }

  private static final class Numbers {
    private final byte[] bytes;
    private final int end;
    private int at;

    Numbers(byte[] bytes, int end) {
      this.bytes = bytes;
      this.end = end;
    }

    boolean hasNext() {
      return at < end;
    }

    long next() {
      long zigzag = 0;
      int shift = 0;
      byte part;
      do {
        part = bytes[at++];
        zigzag |= (part & 0x7fL) << shift;
        shift += 7;
      } while (part < 0);
      return zigzag >>> 1 ^ -(zigzag & 1);
    }
  }
}
