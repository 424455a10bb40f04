package dev.vitrine.console.client.lint;

import dev.vitrine.console.proto.v1.Sign;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rules. The first five are those of tokio-console, with its names and thresholds.
public enum Lint {
  SELF_WAKES(
      "self-wakes",
      Sign.SIGN_SELF_WAKING,
      "wakes itself in more than half of its wakes",
      "wake themselves in more than half of their wakes",
      "Wait for the thing itself instead of waking and looking again."),
  LOST_WAKER(
      "lost-waker",
      Sign.SIGN_UNWAKEABLE,
      "has lost its waker and will never run again",
      "have lost their waker and will never run again",
      "Keep the waker of the last poll, and wake it: a future that answers pending has to arrange for that."),
  NEVER_YIELDED(
      "never-yielded",
      Sign.SIGN_NEVER_YIELDED,
      "has never yielded since it started, a second or more ago",
      "have never yielded since they started, a second or more ago",
      "Move the work into spawnBlocking, or yield in between."),
  AUTO_BOXED_FUTURE(
      "auto-boxed-future",
      Sign.SIGN_AUTO_BOXED,
      "was boxed because its future is large",
      "were boxed because their future is large",
      "Keep less across awaits, or box the large part yourself."),
  LARGE_FUTURE(
      "large-future",
      Sign.SIGN_LARGE_FUTURE,
      "has a future of 1024 bytes or more",
      "have a future of 1024 bytes or more",
      "Keep less across awaits, or box the large part."),
  LONG_POLL(
      "long-poll",
      Sign.SIGN_LONG_POLL,
      "is in a poll that lasts longer than the threshold",
      "are in a poll that lasts longer than the threshold",
      "Nothing else runs on that worker meanwhile: use spawnBlocking, blockInPlace or the async counterpart."),
  LOCK_HELD(
      "lock-held",
      null,
      "holds a lock for a second or more while others wait",
      "hold a lock for a second or more while others wait",
      "Hold locks for less, and not across an await that may take long.");

  private final String id;
  private final Optional<Sign> sign;
  private final String ofOne;
  private final String ofMany;
  private final String advice;

  Lint(String id, @Nullable Sign sign, String ofOne, String ofMany, String advice) {
    this.id = id;
    this.sign = Optional.ofNullable(sign);
    this.ofOne = ofOne;
    this.ofMany = ofMany;
    this.advice = advice;
  }

  /// The name users know it by, such as `lost-waker`.
  public String id() {
    return id;
  }

  /// What a server counts of it over all tasks; empty when only the tasks at hand can be judged.
  public Optional<Sign> sign() {
    return sign;
  }

  /// `task has lost its waker and will never run again`, or the same of several: what follows their
  /// number.
  public String summary(long tasks) {
    return tasks == 1 ? "task " + ofOne : "tasks " + ofMany;
  }

  /// What to try.
  public String advice() {
    return advice;
  }
}
