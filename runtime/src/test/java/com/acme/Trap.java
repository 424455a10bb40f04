package com.acme;

import dev.vitrine.future.Async;
import dev.vitrine.future.Poll;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Code that blocks whoever runs it, in one way each, until it is let go.
///
/// - **Threads:** one runs it; another one lets it go.
public abstract class Trap {
  private volatile int line;
  private volatile int lines;
  private volatile long enteredNanos;

  /// One that has loaded what it needs to tell where it blocks.
  Trap() {
    nextLinesBlock(0);
  }

  /// What to spawn.
  public abstract Async<?> body();

  /// Lets it go, also if it has not blocked yet. A second call does nothing.
  public abstract void release() throws Exception;

  /// Whether it blocks at `line`, of the source file of its class.
  public final boolean blocksAt(int line) {
    return line >= this.line && line < this.line + lines;
  }

  /// When it came there, of `System.nanoTime`.
  public final long enteredNanos() {
    return enteredNanos;
  }

  /// To be called on the line before those that block: one, or two where the JVM may name either.
  final void nextLinesBlock(int count) {
    lines = count;
    line =
        StackWalker.getInstance()
            .walk(frames -> frames.skip(1).findFirst().orElseThrow().getLineNumber() + 1);
    enteredNanos = System.nanoTime();
  }

  /// Sleeps in the poll of an operation, for longer than any test takes.
  public static final class Sleeps extends Trap {
    private final AtomicBoolean released = new AtomicBoolean();
    private volatile @Nullable Thread sleeper;

    @Override
    public Async<?> body() {
      return _ -> {
        sleeper = Thread.currentThread();
        try {
          if (!released.get()) {
            nextLinesBlock(1);
            Thread.sleep(TimeUnit.HOURS.toMillis(1));
            throw new AssertionError("it has slept for an hour");
          }
        } catch (InterruptedException wasReleased) {
          // what it has waited for
        }
        return Poll.ready(1);
      };
    }

    @Override
    public void release() {
      Thread sleeping = released.compareAndSet(false, true) ? sleeper : null;
      if (sleeping != null) {
        sleeping.interrupt();
      }
    }
  }

  /// Waits for a lock in the poll of an operation.
  public static final class Locks extends Trap {
    private final ReentrantLock lock = new ReentrantLock();

    /// One whose lock the calling thread has, which has to be the one that lets go.
    public Locks() {
      lock.lock();
    }

    @Override
    public Async<?> body() {
      return _ -> {
        nextLinesBlock(1);
        lock.lock();
        try {
          return Poll.ready(1);
        } finally {
          lock.unlock();
        }
      };
    }

    @Override
    public void release() {
      if (lock.isHeldByCurrentThread()) {
        lock.unlock();
      }
    }
  }

  /// Waits for a monitor in the poll of an operation.
  public static final class Synchronises extends Trap {
    private final Object monitor = new Object();
    private final CountDownLatch taken = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    /// One whose monitor is taken.
    public Synchronises() throws InterruptedException {
      Thread.ofPlatform().daemon().name("holder").start(this::hold);
      taken.await();
    }

    private void hold() {
      synchronized (monitor) {
        taken.countDown();
        try {
          released.await();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }

    @Override
    public Async<?> body() {
      return _ -> {
        nextLinesBlock(2);
        synchronized (monitor) {
          return Poll.ready(1);
        }
      };
    }

    @Override
    public void release() {
      released.countDown();
    }
  }

  /// Computes, in the poll of an operation.
  public static final class Spins extends Trap {
    private volatile boolean released;

    @Override
    public Async<?> body() {
      return _ -> {
        nextLinesBlock(2);
        while (!released) {
          Thread.onSpinWait();
        }
        return Poll.ready(1);
      };
    }

    @Override
    public void release() {
      released = true;
    }
  }

  /// Initialises a class, in an async block, and the initialiser waits for something. Once in a
  /// process.
  public static final class InitialisesClass extends Trap {
    private static final CountDownLatch RELEASED = new CountDownLatch(1);
    private static volatile @Nullable Trap initialising;

    private static final class Initialised {
      static final Object VALUE;

      static {
        Trap trap = initialising;
        if (trap != null) {
          try {
            trap.nextLinesBlock(1);
            RELEASED.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        }
        VALUE = new Object();
      }

      private Initialised() {}
    }

    @Override
    public Async<?> body() {
      initialising = this;
      return dev.vitrine.Tasks.async(() -> Initialised.VALUE);
    }

    @Override
    public void release() {
      RELEASED.countDown();
    }
  }
}
