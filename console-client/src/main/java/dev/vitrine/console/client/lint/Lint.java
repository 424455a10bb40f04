package dev.vitrine.console.client.lint;

import dev.vitrine.console.proto.v1.Sign;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rules. The first five are those of tokio-console, with its names and thresholds.
public enum Lint {
  SELF_WAKES(
      "self-wakes",
      Sign.SIGN_SELF_WAKING,
      "wake themselves in more than half of their wakes",
      "Wait for the thing itself instead of waking and looking again."),
  LOST_WAKER(
      "lost-waker",
      Sign.SIGN_UNWAKEABLE,
      "have lost their waker and will never run again",
      "Keep the waker of the last poll, and wake it: a future that answers pending has to arrange for that."),
  NEVER_YIELDED(
      "never-yielded",
      Sign.SIGN_NEVER_YIELDED,
      "have never yielded since they started, a second or more ago",
      "Move the work into spawnBlocking, or yield in between."),
  AUTO_BOXED_FUTURE(
      "auto-boxed-future",
      Sign.SIGN_AUTO_BOXED,
      "were boxed because their future is large",
      "Keep less across awaits, or box the large part yourself."),
  LARGE_FUTURE(
      "large-future",
      Sign.SIGN_LARGE_FUTURE,
      "have a future of 1024 bytes or more",
      "Keep less across awaits, or box the large part."),
  LONG_POLL(
      "long-poll",
      Sign.SIGN_LONG_POLL,
      "are in a poll that lasts longer than the threshold",
      "Nothing else runs on that worker meanwhile: use spawnBlocking, blockInPlace or the async counterpart."),
  LOCK_HELD(
      "lock-held",
      null,
      "hold a lock for a second or more while others wait",
      "Hold locks for less, and not across an await that may take long.");

  private final String id;
  private final Optional<Sign> sign;
  private final String summary;
  private final String advice;

  Lint(String id, @Nullable Sign sign, String summary, String advice) {
    this.id = id;
    this.sign = Optional.ofNullable(sign);
    this.summary = summary;
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

  /// The end of a sentence that begins with how many tasks.
  public String summary() {
    return summary;
  }

  /// What to try.
  public String advice() {
    return advice;
  }
}
