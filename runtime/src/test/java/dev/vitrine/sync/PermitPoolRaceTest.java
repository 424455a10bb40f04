package dev.vitrine.sync;

import static dev.vitrine.testing.Interleavings.check;
import static dev.vitrine.testing.Interleavings.explore;
import static dev.vitrine.testing.Interleavings.share;
import static dev.vitrine.testing.Interleavings.together;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.future.Waker;
import dev.vitrine.sync.PermitPool.Outcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Those who take, give back, give up and close: no permit is lost or made, and whoever waits is
/// woken when it has what it wants.
///
/// Seen failing on copies of [PermitPool] in which who joins the line sets LINE by a store, and in
/// which one who is refused keeps the part it had been given.
@Tag("race")
class PermitPoolRaceTest {
  private static final int ORDERS = 1_200;

  /// A request, and the context it is polled with.
  private static final class Request extends PermitPool.Waiter {
    private volatile boolean woken;
    private @Nullable Outcome outcome;

    Request(int permits) {
      super(permits);
    }

    private final Context context =
        new Context() {
          @Override
          public Waker waker() {
            return () -> woken = true;
          }

          @Override
          public boolean proceed() {
            return true;
          }

          @Override
          public void progressed() {}

          @Override
          public <T extends @Nullable Object> Poll<T> pending(Async<T> leaf) {
            return Poll.pending();
          }

          @Override
          public void yieldNow() {}
        };

    void poll(PermitPool pool) {
      outcome = pool.poll(this, context);
    }

    void pollAndGiveBack(PermitPool pool) {
      poll(pool);
      if (outcome == Outcome.ACQUIRED) {
        pool.release(wanted());
      }
    }

    /// If it still waits it has been woken, and gets what it wants.
    void finish(PermitPool pool) {
      if (outcome == Outcome.WAITING) {
        check(woken, "it sleeps beside enough permits");
        pollAndGiveBack(pool);
        check(outcome != Outcome.WAITING, "it was woken for nothing");
      }
    }
  }

  private static void assertAllBack(PermitPool pool, int permits) {
    check(pool.free() == permits, "permits were lost or made");
    check(pool.waiting() == 0, "somebody is left in line");
    pool.release(1);
    check(pool.free() == permits + 1, "the pool thinks that somebody waits");
  }

  @Test
  void twoWhoComeWhileOneGivesBack() {
    explore(
        ORDERS,
        () -> {
          var pool = new PermitPool(1);
          check(pool.tryAcquire(1) == Outcome.ACQUIRED, "there is one");
          var one = new Request(1);
          var two = new Request(1);
          share(pool, one, two);
          together(
              () -> one.pollAndGiveBack(pool),
              () -> two.pollAndGiveBack(pool),
              () -> pool.release(1));
          Request first = one.woken ? one : two;
          first.finish(pool);
          (first == one ? two : one).finish(pool);
          assertAllBack(pool, 1);
        });
  }

  @Test
  void oneWhoHasAPartGivesUp() {
    explore(
        ORDERS,
        () -> {
          var pool = new PermitPool(2);
          check(pool.tryAcquire(1) == Outcome.ACQUIRED, "there are two");
          var quitter = new Request(2);
          quitter.poll(pool);
          check(quitter.outcome == Outcome.WAITING, "there is one too few");
          var other = new Request(1);
          share(pool, quitter, other);
          together(
              () -> pool.release(1), () -> pool.cancel(quitter), () -> other.pollAndGiveBack(pool));
          other.finish(pool);
          assertAllBack(pool, 2);
        });
  }

  @Test
  void whoWaitsWhileItClosesIsRefused() {
    explore(
        ORDERS,
        () -> {
          var pool = new PermitPool(2);
          check(pool.tryAcquire(1) == Outcome.ACQUIRED, "there are two");
          var waiting = new Request(2);
          waiting.poll(pool);
          var late = new Request(2);
          share(pool, waiting, late);
          together(pool::close, () -> pool.release(1), () -> late.pollAndGiveBack(pool));
          waiting.finish(pool);
          late.finish(pool);
          check(pool.isClosedWith(2), "a refused one has kept its part");
          assertAllBack(pool, 2);
        });
  }
}
