package dev.vitrine.internal.scheduler;

import dev.vitrine.internal.context.Drivers;
import dev.vitrine.internal.task.TaskHooks;
import dev.vitrine.task.TaskFailedException;
import java.util.Map;
import java.util.function.Consumer;

/// What a scheduler is built with.
///
/// @param name of the runtime
/// @param workers 1 for the current-thread scheduler
/// @param eventInterval ticks between forced looks at the drivers
/// @param eventRestNanos the least time between two of these looks of a worker
/// @param globalQueueInterval ticks between forced looks at the inject queue; 0 to let it tune
///   itself
/// @param lifoSlot whether a task woken by the running one may run next
/// @param queueCapacity of a worker's ring
/// @param threadName of workers
/// @param onPark run by a worker before it sleeps
/// @param onUnpark run by a worker after it has slept
/// @param hooks of tasks
/// @param unjoined gets failures that nobody joins
/// @param drivers what operations register with
/// @param described the settings, for people
public record RuntimeSettings(
    String name,
    int workers,
    int eventInterval,
    long eventRestNanos,
    int globalQueueInterval,
    boolean lifoSlot,
    int queueCapacity,
    String threadName,
    Runnable onPark,
    Runnable onUnpark,
    TaskHooks hooks,
    Consumer<TaskFailedException> unjoined,
    Drivers drivers,
    Map<String, String> described) {}
