/// Recordings, looked at as if they happened now. Start at
/// [dev.vitrine.console.client.replay.RecordingPlayer], which answers for one instant;
/// [dev.vitrine.console.client.replay.Replay] lets time go by.
@NullMarked
package dev.vitrine.console.client.replay;

import org.jspecify.annotations.NullMarked;
