package dev.vitrine.internal.blocking;

import dev.vitrine.internal.blocking.BlockingPool.Job;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/// The threads of a pool that serve one queue of jobs.
///
/// - **Threads:** those that have the lock of the pool.
final class Crew {
  private final String threadName;
  private final int cap;
  private final Condition work;
  private final ArrayDeque<Job> queue = new ArrayDeque<>();
  private int threads; // that will look into the queue again
  private int idle;
  private int wakeups;
  private int numbered;
  private boolean closed;

  /// @param threadName of its threads, a number is added
  /// @param cap how many threads it has at most
  /// @param work of the lock of the pool, for this crew alone
  Crew(String threadName, int cap, Condition work) {
    this.threadName = threadName;
    this.cap = cap;
    this.work = work;
  }

  /// Queues a job, and wakes an idle thread for it.
  ///
  /// @return whether none is idle, and another thread may be started
  boolean add(Job job) {
    queue.addLast(job);
    if (idle > wakeups) {
      wakeups++;
      work.signal();
      return false;
    }
    return threads < cap;
  }

  /// Takes the job back that was queued last.
  void takeBack() {
    queue.removeLast();
  }

  /// The name of a thread that is about to be started.
  String nextName() {
    return threadName + numbered++;
  }

  /// A thread has been started, which will ask for the next job.
  void started() {
    threads++;
  }

  /// Waits for the next job; null when the thread shall end.
  ///
  /// @param keepAliveNanos how long an idle thread waits
  @Nullable Job next(long keepAliveNanos) {
    while (true) {
      Job job = queue.pollFirst();
      if (job != null) {
        return job;
      }
      if (closed || !awaitWork(keepAliveNanos)) {
        threads--; // it will not look again
        return null;
      }
    }
  }

  private boolean awaitWork(long nanos) {
    long left = nanos;
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

  /// Ends the idle threads, and leaves only the mandatory jobs in the queue.
  ///
  /// @return the others
  List<Job> close() {
    closed = true;
    var others = new ArrayList<Job>();
    var mandatory = new ArrayDeque<Job>();
    for (Job job : queue) {
      if (job.isMandatory()) {
        mandatory.add(job);
      } else {
        others.add(job);
      }
    }
    queue.clear();
    queue.addAll(mandatory);
    work.signalAll();
    return others;
  }

  /// Takes all jobs out of the queue.
  List<Job> takeAll() {
    List<Job> all = List.copyOf(queue);
    queue.clear();
    return all;
  }

  int threads() {
    return threads;
  }

  int idle() {
    return idle;
  }

  int queued() {
    return queue.size();
  }
}
