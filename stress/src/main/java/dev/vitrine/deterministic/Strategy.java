package dev.vitrine.deterministic;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who runs next.
abstract sealed class Strategy {
  final Choices choices;

  private Strategy(Choices choices) {
    this.choices = choices;
  }

  /// What a seed stands for: a third each walk at random, with long or with short stretches, go by
  /// priorities that change at any step, and by priorities that change at steps that are rare.
  static Strategy of(Choices choices) {
    return switch (choices.below(3)) {
      case 0 -> new Walk(choices, 2 << choices.below(6));
      case 1 -> new Priorities(choices, new AtSteps(choices));
      default -> new Priorities(choices, new AtRareSites(choices));
    };
  }

  abstract void started(SimulatedThread thread);

  /// @param current runs and could go on
  abstract SimulatedThread step(SimulatedThread current, int site, List<SimulatedThread> threads);

  /// The running thread waits, or has ended.
  ///
  /// @return null when nobody can run
  abstract @Nullable SimulatedThread afterBlock(List<SimulatedThread> threads);

  /// @param current spins until another thread has done something
  /// @return `current` when nobody else can run
  abstract SimulatedThread afterSpin(SimulatedThread current, List<SimulatedThread> threads);

  /// Any thread that can run, by chance.
  @Nullable SimulatedThread any(List<SimulatedThread> threads, @Nullable SimulatedThread but) {
    int count = 0;
    SimulatedThread chosen = null;
    for (SimulatedThread thread : threads) {
      if (thread.isRunnable() && thread != but && choices.onceIn(++count)) {
        chosen = thread;
      }
    }
    return chosen;
  }

  /// Goes on with the same thread for some steps, then with any.
  static final class Walk extends Strategy {
    private final int stretch;

    Walk(Choices choices, int stretch) {
      super(choices);
      this.stretch = stretch;
    }

    @Override
    void started(SimulatedThread thread) {}

    @Override
    SimulatedThread step(SimulatedThread current, int site, List<SimulatedThread> threads) {
      SimulatedThread chosen = choices.onceIn(stretch) ? any(threads, null) : current;
      return chosen == null ? current : chosen;
    }

    @Override
    @Nullable SimulatedThread afterBlock(List<SimulatedThread> threads) {
      return any(threads, null);
    }

    @Override
    SimulatedThread afterSpin(SimulatedThread current, List<SimulatedThread> threads) {
      SimulatedThread chosen = any(threads, current);
      return chosen == null ? current : chosen;
    }

    @Override
    public String toString() {
      return "walk, stretches of " + stretch;
    }
  }

  /// Always runs the thread of the highest priority; at some steps, and when it spins or has run
  /// for very long, the running one gets the lowest. A race that needs few changes of threads at
  /// the right places is found this way sooner than by a walk.
  static final class Priorities extends Strategy {
    private static final int PATIENCE = 4000;

    private final Changes changes;
    private int lowest;

    Priorities(Choices choices, Changes changes) {
      super(choices);
      this.changes = changes;
    }

    @Override
    void started(SimulatedThread thread) {
      thread.priority = 1 + choices.below(1 << 20);
    }

    @Override
    SimulatedThread step(SimulatedThread current, int site, List<SimulatedThread> threads) {
      boolean patient = ++current.stepsInFavour <= PATIENCE;
      if (changes.at(site) || !patient) {
        demote(current);
      }
      SimulatedThread chosen = highest(threads);
      return chosen == null ? current : chosen;
    }

    @Override
    @Nullable SimulatedThread afterBlock(List<SimulatedThread> threads) {
      return highest(threads);
    }

    @Override
    SimulatedThread afterSpin(SimulatedThread current, List<SimulatedThread> threads) {
      demote(current);
      SimulatedThread chosen = highest(threads);
      return chosen == null ? current : chosen;
    }

    private void demote(SimulatedThread thread) {
      thread.priority = --lowest;
      thread.stepsInFavour = 0;
    }

    private static @Nullable SimulatedThread highest(List<SimulatedThread> threads) {
      SimulatedThread best = null;
      for (SimulatedThread thread : threads) {
        if (thread.isRunnable() && (best == null || thread.priority > best.priority)) {
          best = thread;
        }
      }
      return best;
    }

    @Override
    public String toString() {
      return "priorities, " + changes;
    }
  }

  /// Where priorities change.
  interface Changes {
    boolean at(int site);
  }

  /// At a few steps within the first so many.
  private static final class AtSteps implements Changes {
    private final int horizon;
    private final long[] changes;
    private long steps;

    AtSteps(Choices choices) {
      changes = new long[1 + choices.below(6)];
      horizon = 64 << choices.below(8);
      for (int i = 0; i < changes.length; i++) {
        changes[i] = choices.below(horizon);
      }
    }

    @Override
    public boolean at(int site) {
      boolean now = false;
      for (long change : changes) {
        now |= change == steps;
      }
      steps++;
      return now;
    }

    @Override
    public String toString() {
      return changes.length + " changes in " + horizon + " steps";
    }
  }

  /// The more seldom a place has been come by, the likelier: most steps are the same few loops, and
  /// most races are elsewhere.
  private static final class AtRareSites implements Changes {
    private final Choices choices;
    private final int rarity;
    private int[] visits = new int[1 << 12];

    AtRareSites(Choices choices) {
      this.choices = choices;
      rarity = 8 << choices.below(5);
    }

    @Override
    public boolean at(int site) {
      if (site >= visits.length) {
        visits = Arrays.copyOf(visits, 2 * site);
      }
      return choices.onceIn(rarity * ++visits[site]);
    }

    @Override
    public String toString() {
      return "changes at rare places, once in " + rarity;
    }
  }
}
