/// The model everything else is built on: an [dev.vitrine.future.Async] makes progress when it is
/// polled with a [dev.vitrine.future.Context], answers with a [dev.vitrine.future.Poll], and
/// arranges with a [dev.vitrine.future.Waker] to be polled again.
///
/// Start reading at [dev.vitrine.future.Async]. This package knows no scheduler, no driver and no
/// clock.
@NullMarked
package dev.vitrine.future;

import org.jspecify.annotations.NullMarked;
