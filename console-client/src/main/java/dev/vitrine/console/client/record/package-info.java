/// Records a process into a file, over its console service. Start at
/// [dev.vitrine.console.client.record.RemoteRecording].
@NullMarked
package dev.vitrine.console.client.record;

import org.jspecify.annotations.NullMarked;
