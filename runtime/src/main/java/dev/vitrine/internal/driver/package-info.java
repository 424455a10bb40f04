/// The sockets of a runtime: which of them are ready, and who waits for those that are not.
///
/// Start reading at [dev.vitrine.internal.driver.IoHandle]. This package knows wakers and channels,
/// no scheduler.
@NullMarked
package dev.vitrine.internal.driver;

import org.jspecify.annotations.NullMarked;
