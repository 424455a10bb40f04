package dev.vitrine.sync;

import dev.vitrine.stress.Flag;

/// One who wants a lock, as often as he asks.
final class MutexTask extends MutexCore.Waiter {
  private final MutexCore core;
  private final Flag flag = new Flag();

  MutexTask(MutexCore core) {
    super(null);
    this.core = core;
  }

  /// As a lock operation polls.
  ///
  /// @return the key, or [MutexCore#NO_KEY] for one who waits
  long poll() {
    long key = core.tryLock(this, 1);
    return key == MutexCore.NO_KEY ? core.lockOrWait(this, 1, flag) : key;
  }

  int wakes() {
    return flag.wakes();
  }
}
