package dev.vitrine.internal.blocking;

import dev.vitrine.instrument.EventKind;
import dev.vitrine.internal.context.ContextThread;
import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.context.PolledTask;
import dev.vitrine.internal.context.ThreadContext;
import dev.vitrine.internal.instrument.CoarseClock;
import dev.vitrine.internal.instrument.Tier;
import dev.vitrine.internal.record.Recorder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Threads for jobs that block, started on demand up to a cap and ended when they have been idle
/// for a while. The workers of a scheduler are jobs of this pool, too, and come on top of the cap;
/// so do the roots of virtual threads, which wait for jobs of this pool themselves: were they under
/// the cap, they could take all threads that those jobs need.
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

  /// Something to run. Exactly one of [#run], [#cancel] and [#refuse] is called, once.
  public interface Job {
    void run();

    /// The pool is closed and the job has not started.
    void cancel();

    /// The system refuses a thread for the job, and there is no other that would come to it. Called
    /// by whoever submits the job, or closes the pool.
    void refuse(RejectedExecutionException why);

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
  private final Consumer<Thread> starter;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();

  // Under the lock.
  private final Set<Thread> threads = new LinkedHashSet<>(); // workers and those of both crews
  private final Crew capped;
  private final Crew roots;
  private boolean closed;

  public BlockingPool(Settings settings) {
    this(settings, thread -> thread.start()); // the deterministic scheduler rewrites the call
  }

  /// @param starter starts a thread, or throws what [Thread#start] throws when there can be none
  BlockingPool(Settings settings, Consumer<Thread> starter) {
    this.settings = settings;
    this.starter = starter;
    capped = new Crew(settings.threadName + "-blocking-", settings.cap, lock.newCondition());
    roots = new Crew(settings.threadName + "-root-", Integer.MAX_VALUE, lock.newCondition());
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

  /// Queues a job, or cancels it when the pool is closed, or refuses it when there is no thread to
  /// run it. Any thread; does not wait.
  public void submit(Job job) {
    submit(capped, job);
  }

  /// Runs a job that waits for others at once, on a thread beyond the cap; or cancels it when the
  /// pool is closed, or refuses it when there is no thread for it. It is nothing that the pool is
  /// busy with.
  public void submitRoot(Job job) {
    submit(roots, job);
  }

  private void submit(Crew crew, Job job) {
    boolean cancelled = false;
    OutOfMemoryError noThread = null;
    acquire();
    try {
      if (closed && !job.isMandatory()) {
        cancelled = true;
      } else if (crew.add(job)) {
        noThread = startThread(crew);
        if (noThread != null) {
          crew.takeBack();
        }
      }
    } finally {
      lock.unlock();
    }
    if (cancelled) {
      job.cancel();
    } else if (noThread != null) {
      job.refuse(refusal(noThread));
    }
  }

  private static RejectedExecutionException refusal(OutOfMemoryError noThread) {
    return new RejectedExecutionException(
        "the blocking pool has no thread for a job, and the system refuses a new one: limit what the"
            + " process starts, or allow it more threads",
        noThread);
  }

  /// Runs `action` on a thread of the pool, or `refused` when the pool is closed before it starts:
  /// on the thread that closes it, or here.
  ///
  /// @throws RejectedExecutionException if there is no thread to run it
  public void execute(Runnable action, Runnable refused) {
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
          public void cancel() {
            refused.run();
          }

          @Override
          public void refuse(RejectedExecutionException why) {
            throw why;
          }
        });
  }

  /// Runs a worker on a thread of its own, whatever the cap says.
  ///
  /// @param name of the thread while it is a worker
  /// @throws OutOfMemoryError if the system refuses a thread
  public void runWorker(String name, Runnable worker) {
    acquire();
    try {
      start(new ContextThread(() -> workerThread(name, worker), name));
    } finally {
      lock.unlock();
    }
  }

  /// Runs `body` on a thread that is none of the pool's: it may wait for those to end.
  ///
  /// @throws OutOfMemoryError if the system refuses a thread
  public void runApart(String name, Runnable body) {
    var thread = new ContextThread(body, name);
    thread.setDaemon(true);
    starter.accept(thread);
  }

  /// Starts a thread for the job that was queued last.
  ///
  /// @return why there is none, and no other that would come to the job; else null. Roots may all
  ///   be waiting for one another, so none of them counts
  private @Nullable OutOfMemoryError startThread(Crew crew) {
    try {
      start(new ContextThread(() -> jobThread(crew), crew.nextName()));
      crew.started();
      return null;
    } catch (OutOfMemoryError noThread) {
      return crew.threads() == 0 || crew == roots ? noThread : null;
    }
  }

  /// The thread waits for the lock before it asks for anything.
  private void start(Thread thread) {
    thread.setDaemon(true);
    threads.add(thread);
    try {
      starter.accept(thread);
    } catch (OutOfMemoryError noThread) {
      threads.remove(thread);
      throw noThread;
    }
  }

  private void workerThread(String name, Runnable worker) {
    settings.onStart.run();
    try {
      worker.run();
    } catch (Throwable e) {
      LOG.log(System.Logger.Level.ERROR, "worker thread " + name + " failed", e);
    } finally {
      leave();
    }
  }

  private void jobThread(Crew crew) {
    settings.onStart.run();
    try {
      for (Job job = next(crew); job != null; job = next(crew)) {
        runJob(job);
      }
    } finally {
      leave();
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
      Recorder.foreign(kind.code(), 0, CoarseClock.refresh(), job.task(), 0, 0);
    }
  }

  private void leave() {
    settings.onStop.run();
    acquire();
    try {
      threads.remove(Thread.currentThread());
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The next job; null when the thread shall end.
  private @Nullable Job next(Crew crew) {
    acquire();
    try {
      return crew.next(settings.keepAliveNanos);
    } finally {
      lock.unlock();
    }
  }

  /// Refuses further jobs, cancels those that wait, and runs the mandatory ones.
  public void close() {
    List<Job> cancelled = new ArrayList<>();
    List<Job> refused = List.of();
    OutOfMemoryError noThread = null;
    acquire();
    try {
      closed = true;
      cancelled.addAll(capped.close());
      if (capped.queued() > 0 && capped.threads() == 0) {
        noThread = startThread(capped);
      }
      if (noThread != null) {
        refused = capped.takeAll();
      }
      cancelled.addAll(roots.close()); // none of which is mandatory
    } finally {
      lock.unlock();
    }
    cancelled.forEach(Job::cancel);
    if (noThread != null) {
      RejectedExecutionException why = refusal(noThread);
      refused.forEach(job -> job.refuse(why));
    }
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
      return List.copyOf(threads);
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// Whether the calling thread is one of the pool.
  public boolean isOwnThread() {
    acquire();
    try {
      return threads.contains(Thread.currentThread());
    } finally {
      lock.unlock();
    }
  }

  public int cap() {
    return settings.cap;
  }

  /// Threads under the cap.
  public int threads() {
    acquire();
    try {
      return capped.threads();
    } finally {
      lock.unlock();
    }
  }

  public int idle() {
    acquire();
    try {
      return capped.idle();
    } finally {
      lock.unlock();
    }
  }

  public int queued() {
    acquire();
    try {
      return capped.queued();
    } finally {
      lock.unlock();
    }
  }

  /// Whether a job runs now or waits, roots not counted; a paused clock does not jump meanwhile.
  /// What a job has woken before the answer is no can be seen by whoever got it.
  public boolean isBusy() {
    acquire();
    try {
      return capped.queued() > 0 || capped.threads() > capped.idle();
    } finally {
      lock.unlock();
    }
  }
}
