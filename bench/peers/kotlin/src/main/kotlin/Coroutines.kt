package vitrine.bench.kotlin

import java.util.concurrent.atomic.AtomicLong
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.Semaphore
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield
import vitrine.bench.harness.Delays
import vitrine.bench.harness.Finish
import vitrine.bench.harness.Job
import vitrine.bench.harness.Program

// The workloads of vitrine.bench.workload.Workload as coroutines on the default dispatcher, which the flag
// -Dkotlinx.coroutines.scheduler.core.pool.size=2 gives two threads. Arguments: WORKLOAD WARM_SECONDS SECONDS,
// or: memory COUNT.

private const val CHANNEL = 1000
private const val REQUESTS = 10
private const val LIMIT_MILLIS = 1000L

@OptIn(DelicateCoroutinesApi::class)
private fun spawn(body: suspend CoroutineScope.() -> Unit) = GlobalScope.launch(Dispatchers.Default, block = body)

/** Runs [body] in as many coroutines, started by one of them. */
private fun all(tasks: Int, body: suspend (Int) -> Unit): Long {
  val finish = Finish(tasks)
  spawn { repeat(tasks) { i -> spawn { body(i); finish.count() } } }
  return finish.await()
}

private fun chained(depth: Int): Long {
  val finish = Finish(1)
  spawn { link(depth - 1, finish) }
  finish.await()
  return depth.toLong()
}

private fun link(depth: Int, finish: Finish) {
  if (depth == 0) finish.count() else spawn { link(depth - 1, finish) }
}

private fun manyLocal(tasks: Int): Long {
  val finish = Finish(tasks)
  spawn { repeat(tasks) { spawn { finish.count() } } }
  return finish.await()
}

private fun manyRemote(tasks: Int): Long {
  val finish = Finish(tasks)
  repeat(tasks) { spawn { finish.count() } }
  return finish.await()
}

private fun pingPong(pairs: Int) = all(pairs) {
  val ping = CompletableDeferred<Int>()
  val pong = CompletableDeferred<Int>()
  spawn { pong.complete(ping.await()) }
  ping.complete(1)
  pong.await()
}

private fun roundTrips(count: Int): Long {
  val requests = Channel<CompletableDeferred<Int>>(REQUESTS)
  val answers = AtomicLong()
  spawn { for (reply in requests) reply.complete(1) }
  all(1) {
    repeat(count) {
      val reply = CompletableDeferred<Int>()
      requests.send(reply)
      answers.addAndGet(reply.await().toLong())
    }
    requests.close()
  }
  return answers.get()
}

private fun mpsc(senders: Int, each: Int): Long {
  val channel = Channel<Int>(CHANNEL)
  val received = AtomicLong()
  all(senders + 1) { i ->
    if (i > 0) {
      repeat(each) { channel.send(1) }
    } else {
      var sum = 0L
      repeat(senders * each) { sum += channel.receive() }
      received.set(sum)
    }
  }
  return received.get()
}

private class Counter { var value = 0L }

private fun mutex(tasks: Int, each: Int): Long {
  val mutex = Mutex()
  val counter = Counter()
  all(tasks) { repeat(each) { mutex.lock(); counter.value++; mutex.unlock() } }
  return counter.value
}

private fun semaphore(tasks: Int, each: Int): Long {
  val semaphore = Semaphore(1)
  val counter = Counter()
  all(tasks) { repeat(each) { semaphore.acquire(); counter.value++; semaphore.release() } }
  return counter.value
}

private fun timeouts(count: Int, pendingOnce: Boolean): Long {
  val done = AtomicLong()
  all(1) {
    repeat(count) { done.addAndGet(withTimeout(LIMIT_MILLIS) { if (pendingOnce) yield(); 1L }) }
  }
  return done.get()
}

fun main(args: Array<String>) {
  val time = { operations: Long, job: Job -> Program.time(args, operations, job) }
  when (args[0]) {
    "chained_spawn" -> time(1000) { chained(1000) }
    "ping_pong" -> time(1000) { pingPong(1000) }
    "spawn_many_local" -> time(10_000) { manyLocal(10_000) }
    "spawn_many_remote_idle" -> time(10_000) { manyRemote(10_000) }
    "yield_many" -> time(200_000) { 1000 * all(200) { repeat(1000) { yield() } } }
    "oneshot_round_trips" -> time(1000) { roundTrips(1000) }
    "mpsc_uncontended" -> time(1_000_000) { mpsc(1, 1_000_000) }
    "mpsc_contended" -> time(1_000_000) { mpsc(5, 200_000) }
    "mutex_uncontended" -> time(1_000_000) { mutex(1, 1_000_000) }
    "mutex_contended" -> time(500_000) { mutex(10, 50_000) }
    "semaphore_uncontended" -> time(1_000_000) { semaphore(1, 1_000_000) }
    "semaphore_contended" -> time(500_000) { semaphore(10, 50_000) }
    "time_timeout" -> time(100_000) { timeouts(100_000, false) }
    "time_timeout_pending" -> time(100_000) { timeouts(100_000, true) }
    "sleeps" -> {
      val delays = Delays.millis(100_000)
      time(100_000) { all(delays.size) { delay(delays[it].toLong()) } }
    }
    "memory" -> {
      val never = CompletableDeferred<Int>()
      Program.weigh(args[1].toInt()) { tasks ->
        val finish = Finish(tasks)
        spawn { repeat(tasks) { spawn { finish.count(); never.await() } } }
        finish.await()
        Thread.sleep(500)
      }
      check(!never.isCompleted)
    }
    else -> Program.end(false)
  }
  Program.end(true)
}
