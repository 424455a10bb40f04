package vitrine.bench.scala

import cats.effect.*
import cats.effect.std.{Mutex, Queue, Semaphore}
import cats.effect.unsafe.{IORuntime, IORuntimeBuilder}
import java.util.concurrent.atomic.AtomicInteger
import scala.concurrent.duration.*
import vitrine.bench.harness.{Delays, Finish, Program}

/** The workloads of vitrine.bench.workload.Workload on cats-effect, with two compute threads. Arguments: WORKLOAD
  * WARM_SECONDS SECONDS, or: memory COUNT.
  */
object Cats:
  private val (pool, poller, shutdown) = IORuntime.createWorkStealingComputeThreadPool(threads = 2)
  given IORuntime = IORuntimeBuilder().setCompute(pool, shutdown).build()
  private val Channel = 1000
  private var counter = 0L

  private def loop(rounds: Int)(io: IO[Any]): IO[Unit] =
    if rounds <= 0 then IO.unit else io.flatMap(_ => loop(rounds - 1)(io))

  private def fork(io: IO[Any]): IO[Unit] = io.start.void

  /** Runs `body` in as many fibers, started by one of them. */
  private def all(tasks: Int)(body: Int => IO[Any]): Long =
    val finish = Finish(tasks)
    def start(i: Int): IO[Unit] =
      if i == tasks then IO.unit
      else fork(body(i).flatMap(_ => IO(finish.count()))).flatMap(_ => start(i + 1))
    start(0).unsafeRunAndForget()
    finish.await()

  private def link(depth: Int, finish: Finish): IO[Unit] =
    if depth == 0 then IO(finish.count()) else fork(IO.defer(link(depth - 1, finish)))

  private def chained(depth: Int): Long =
    val finish = Finish(1)
    link(depth - 1, finish).unsafeRunAndForget()
    finish.await()
    depth

  private def manyRemote(tasks: Int): Long =
    val finish = Finish(tasks)
    val io = IO(finish.count())
    for _ <- 0 until tasks do io.unsafeRunAndForget()
    finish.await()

  private val pingPong: IO[Unit] =
    for
      ping <- Deferred[IO, Int]
      pong <- Deferred[IO, Int]
      _ <- fork(ping.get.flatMap(pong.complete))
      _ <- ping.complete(1)
      _ <- pong.get
    yield ()

  private def mpsc(senders: Int, each: Int): Long =
    val queue = Queue.bounded[IO, Int](Channel).unsafeRunSync()
    counter = 0
    val take = queue.take.map(value => counter += value)
    val offer = queue.offer(1)
    all(senders + 1)(i => if i == 0 then loop(senders * each)(take) else loop(each)(offer))
    counter

  private def locked(tasks: Int, each: Int)(use: IO[Unit] => IO[Unit]): Long =
    counter = 0
    val one = use(IO(counter += 1))
    all(tasks)(_ => loop(each)(one))
    counter

  private def timeouts(count: Int, inner: IO[Unit]): Long =
    all(1)(_ => loop(count)(inner.timeout(1.second)))
    count

  def main(args: Array[String]): Unit =
    def time(operations: Long)(run: => Long): Unit = Program.time(args, operations, () => run)
    lazy val mutex = Mutex[IO].unsafeRunSync()
    lazy val semaphore = Semaphore[IO](1).unsafeRunSync()
    args(0) match
      case "chained_spawn" => time(1000)(chained(1000))
      case "ping_pong" => time(1000)(all(1000)(_ => pingPong))
      case "spawn_many_local" => time(10_000)(all(10_000)(_ => IO.unit))
      case "spawn_many_remote_idle" => time(10_000)(manyRemote(10_000))
      case "yield_many" => time(200_000)(1000 * all(200)(_ => loop(1000)(IO.cede)))
      case "mpsc_uncontended" => time(1_000_000)(mpsc(1, 1_000_000))
      case "mpsc_contended" => time(1_000_000)(mpsc(5, 200_000))
      case "mutex_uncontended" => time(200_000)(locked(1, 200_000)(mutex.lock.surround))
      case "mutex_contended" => time(500_000)(locked(10, 50_000)(mutex.lock.surround))
      case "semaphore_uncontended" => time(200_000)(locked(1, 200_000)(semaphore.permit.surround))
      case "semaphore_contended" => time(500_000)(locked(10, 50_000)(semaphore.permit.surround))
      case "time_timeout" => time(20_000)(timeouts(20_000, IO.unit))
      case "time_timeout_pending" => time(20_000)(timeouts(20_000, IO.cede))
      case "sleeps" =>
        val delays = Delays.millis(100_000)
        time(100_000)(all(delays.length)(i => IO.sleep(delays(i).millis)))
      case "memory" =>
        val never = Deferred[IO, Unit].unsafeRunSync()
        Program.weigh(args(1).toInt, tasks => {
          val finish = Finish(tasks)
          loop(tasks)(fork(IO(finish.count()) *> never.get)).unsafeRunAndForget()
          finish.await()
          Thread.sleep(500)
        })
      case _ => Program.end(false)
    Program.end(true)
