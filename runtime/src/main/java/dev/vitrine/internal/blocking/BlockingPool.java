package dev.vitrine.internal.blocking;

import dev.vitrine.instrument.EventKind;
import dev.vitrine.internal.context.ContextThread;
import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.context.PolledTask;
import dev.vitrine.internal.context.ThreadContext;
import dev.vitrine.internal.instrument.CoarseClock;
import dev.vitrine.internal.instrument.Tier;
import dev.vitrine.internal.record.Recorder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Threads for jobs that block, started on demand up to a cap and ended when they have been idle
/// for a while. The workers of a scheduler are jobs of this pool, too, and come on top of the cap.
///
/// One lock, as in Tokio: at the rates such jobs come in, nobody can measure it.
public final class BlockingPool {
  private static final System.Logger LOG = System.getLogger("dev.vitrine");

  /// @param cap threads for jobs, 1 or more
  /// @param keepAliveNanos how long an idle thread waits for a job
  /// @param threadName of the threads, a number is added
  /// @param onStart run by each thread first
  /// @param onStop run by each thread last
  public record Settings(
      int cap, long keepAliveNanos, String threadName, Runnable onStart, Runnable onStop) {}

  /// Something to run. Exactly one of the two methods is called, once.
  public interface Job {
    void run();

    /// The pool is closed and the job has not started.
    void cancel();

    /// The id of the task it is, or that waits for it; 0 for none.
    default long task() {
      return 0;
    }

    /// Whether it shall run even if the pool is closed before it starts.
    default boolean isMandatory() {
      return false;
    }
  }

  private final Settings settings;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition ended = lock.newCondition();

  // Under the lock.
  private final ArrayDeque<Job> queue = new ArrayDeque<>();
  private final Map<Thread, Boolean> threads = new LinkedHashMap<>(); // whether it acts as a worker
  private int idle;
  private int wakeups;
  private int workers;
  private int numbered;
  private boolean closed;

  public BlockingPool(Settings settings) {
    this.settings = settings;
  }

  /// Takes the lock. A virtual thread spins for it: if it queued, and a worker behind it, the
  /// worker would sleep until the block has had its turn, and the block can not run before its
  /// worker does.
  private void acquire() {
    if (Thread.currentThread().isVirtual()) {
      while (!lock.tryLock()) {
        Thread.onSpinWait();
      }
    } else {
      lock.lock();
    }
  }

  /// Queues a job, or cancels it when the pool is closed. Any thread; does not wait.
  public void submit(Job job) {
    boolean refused = false;
    acquire();
    try {
      if (closed && !job.isMandatory()) {
        refused = true;
      } else {
        queue.addLast(job);
        if (idle > wakeups) {
          wakeups++;
          work.signal();
        } else if (threads.size() - workers < settings.cap) {
          startThread();
        }
      }
    } finally {
      lock.unlock();
    }
    if (refused) {
      job.cancel();
    }
  }

  /// Runs `action` on a thread of the pool; not at all when the pool is closed before it starts.
  public void execute(Runnable action) {
    ThreadContext context = Current.context();
    PolledTask caller = context == null ? null : context.task();
    long task = caller == null ? 0 : caller.id();
    submit(
        new Job() {
          @Override
          public long task() {
            return task;
          }

          @Override
          public void run() {
            action.run();
          }

          @Override
          public void cancel() {}
        });
  }

  /// Runs a worker on a thread of its own, whatever the cap says.
  ///
  /// @param name of the thread while it is a worker
  public void runWorker(String name, Runnable worker) {
    acquire();
    try {
      var thread = new ContextThread(() -> workerThread(name, worker), name);
      thread.setDaemon(true);
      threads.put(thread, true);
      workers++;
      startOrForget(thread, true);
    } finally {
      lock.unlock();
    }
  }

  private void startThread() {
    String name = settings.threadName + "-blocking-" + numbered++;
    var thread = new ContextThread(this::jobThread, name);
    thread.setDaemon(true);
    threads.put(thread, false);
    startOrForget(thread, false);
  }

  private void startOrForget(Thread thread, boolean worker) {
    try {
      thread.start();
    } catch (OutOfMemoryError noThread) {
      threads.remove(thread);
      if (worker) {
        workers--;
        throw noThread;
      }
      if (threads.size() == workers) {
        throw noThread; // nobody is left who would run the job
      }
    }
  }

  private void workerThread(String name, Runnable worker) {
    settings.onStart.run();
    try {
      worker.run();
    } catch (Throwable e) {
      LOG.log(System.Logger.Level.ERROR, "worker thread " + name + " failed", e);
    } finally {
      leave(true);
    }
  }

  private void jobThread() {
    settings.onStart.run();
    try {
      for (Job job = next(); job != null; job = next()) {
        runJob(job);
      }
    } finally {
      leave(false);
    }
  }

  private static void runJob(Job job) {
    record(EventKind.JOB_START, job);
    try {
      job.run();
    } catch (Throwable e) {
      LOG.log(System.Logger.Level.ERROR, "a blocking job failed outside its task", e);
    } finally {
      record(EventKind.JOB_END, job);
      Thread.interrupted();
    }
  }

  private static void record(EventKind kind, Job job) {
    if (Tier.isRecorded()) {
      Recorder.foreign(kind, 0, CoarseClock.refresh(), job.task(), 0, 0);
    }
  }

  private void leave(boolean worker) {
    settings.onStop.run();
    acquire();
    try {
      threads.remove(Thread.currentThread());
      if (worker) {
        workers--;
      }
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The next job; null when the thread shall end.
  private @org.jspecify.annotations.Nullable Job next() {
    acquire();
    try {
      while (true) {
        Job job = queue.pollFirst();
        if (job != null || closed) {
          return job;
        }
        if (!awaitWork()) {
          return null;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean awaitWork() {
    long left = settings.keepAliveNanos;
    idle++;
    try {
      while (wakeups == 0 && !closed) {
        if (left <= 0) {
          return false;
        }
        try {
          left = work.awaitNanos(left);
        } catch (InterruptedException ignored) {
          // a job left the flag set; nobody interrupts an idle thread on purpose
        }
      }
      if (wakeups > 0) {
        wakeups--;
      }
      return true;
    } finally {
      idle--;
    }
  }

  /// Refuses further jobs, cancels those that wait, and runs the mandatory ones.
  public void close() {
    List<Job> cancelled = new ArrayList<>();
    acquire();
    try {
      closed = true;
      var mandatory = new ArrayDeque<Job>();
      for (Job job : queue) {
        if (job.isMandatory()) {
          mandatory.add(job);
        } else {
          cancelled.add(job);
        }
      }
      queue.clear();
      queue.addAll(mandatory);
      if (!queue.isEmpty() && threads.size() == workers) {
        startThread();
      }
      work.signalAll();
    } finally {
      lock.unlock();
    }
    cancelled.forEach(Job::cancel);
  }

  /// Waits until all threads have ended.
  ///
  /// @return those that have not after `nanos`
  public List<Thread> awaitEnd(long nanos) {
    boolean interrupted = false;
    long left = nanos;
    acquire();
    try {
      while (!threads.isEmpty() && left > 0) {
        try {
          left = ended.awaitNanos(left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      return List.copyOf(threads.keySet());
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  public int cap() {
    return settings.cap;
  }

  /// Threads that are no workers.
  public int threads() {
    acquire();
    try {
      return threads.size() - workers;
    } finally {
      lock.unlock();
    }
  }

  public int idle() {
    acquire();
    try {
      return idle;
    } finally {
      lock.unlock();
    }
  }

  public int queued() {
    acquire();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  /// Whether a job runs now or waits; a paused clock does not jump meanwhile.
  public boolean isBusy() {
    acquire();
    try {
      return !queue.isEmpty() || threads.size() - workers > idle;
    } finally {
      lock.unlock();
    }
  }
}
