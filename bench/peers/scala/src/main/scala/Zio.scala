package vitrine.bench.scala

import vitrine.bench.harness.{Delays, Finish, Program}
import zio.*

/** The workloads of vitrine.bench.workload.Workload on ZIO. Its default executor has as many threads as the JVM sees
  * processors, so -XX:ActiveProcessorCount=2 makes them two. Arguments: WORKLOAD WARM_SECONDS SECONDS, or: memory COUNT.
  */
object Zio:
  private val runtime = Runtime.default
  private val Channel = 1000
  private var counter = 0L

  private def run[A](zio: UIO[A]): A = Unsafe.unsafe { implicit unsafe => runtime.unsafe.run(zio).getOrThrow() }

  private def start(zio: UIO[Any]): Unit = Unsafe.unsafe { implicit unsafe => runtime.unsafe.fork(zio); () }

  private def loop(rounds: Int)(zio: UIO[Any]): UIO[Unit] =
    if rounds <= 0 then ZIO.unit else zio.flatMap(_ => loop(rounds - 1)(zio))

  private def fork(zio: UIO[Any]): UIO[Unit] = zio.forkDaemon.unit

  /** Runs `body` in as many fibers, started by one of them. */
  private def all(tasks: Int)(body: Int => UIO[Any]): Long =
    val finish = Finish(tasks)
    def go(i: Int): UIO[Unit] =
      if i == tasks then ZIO.unit
      else fork(body(i).flatMap(_ => ZIO.succeed(finish.count()))).flatMap(_ => go(i + 1))
    start(go(0))
    finish.await()

  private def link(depth: Int, finish: Finish): UIO[Unit] =
    if depth == 0 then ZIO.succeed(finish.count()) else fork(ZIO.suspendSucceed(link(depth - 1, finish)))

  private def chained(depth: Int): Long =
    val finish = Finish(1)
    start(link(depth - 1, finish))
    finish.await()
    depth

  private def manyRemote(tasks: Int): Long =
    val finish = Finish(tasks)
    val zio = ZIO.succeed(finish.count())
    for _ <- 0 until tasks do start(zio)
    finish.await()

  private val pingPong: UIO[Unit] =
    for
      ping <- Promise.make[Nothing, Int]
      pong <- Promise.make[Nothing, Int]
      _ <- fork(ping.await.flatMap(pong.succeed))
      _ <- ping.succeed(1)
      _ <- pong.await
    yield ()

  private def mpsc(senders: Int, each: Int): Long =
    val queue = run(Queue.bounded[Int](Channel))
    counter = 0
    val take = queue.take.map(value => counter += value)
    val offer = queue.offer(1)
    all(senders + 1)(i => if i == 0 then loop(senders * each)(take) else loop(each)(offer))
    counter

  private def semaphore(tasks: Int, each: Int): Long =
    val permits = run(Semaphore.make(1))
    counter = 0
    val one = permits.withPermit(ZIO.succeed { counter += 1 })
    all(tasks)(_ => loop(each)(one))
    counter

  private def timeouts(count: Int, inner: UIO[Unit]): Long =
    all(1)(_ => loop(count)(inner.timeout(1.second)))
    count

  def main(args: Array[String]): Unit =
    def time(operations: Long)(run: => Long): Unit = Program.time(args, operations, () => run)
    args(0) match
      case "chained_spawn" => time(1000)(chained(1000))
      case "ping_pong" => time(1000)(all(1000)(_ => pingPong))
      case "spawn_many_local" => time(10_000)(all(10_000)(_ => ZIO.unit))
      case "spawn_many_remote_idle" => time(10_000)(manyRemote(10_000))
      case "yield_many" => time(200_000)(1000 * all(200)(_ => loop(1000)(ZIO.yieldNow)))
      case "mpsc_uncontended" => time(1_000_000)(mpsc(1, 1_000_000))
      case "mpsc_contended" => time(1_000_000)(mpsc(5, 200_000))
      case "semaphore_uncontended" => time(200_000)(semaphore(1, 200_000))
      case "semaphore_contended" => time(500_000)(semaphore(10, 50_000))
      case "time_timeout" => time(20_000)(timeouts(20_000, ZIO.unit))
      case "time_timeout_pending" => time(20_000)(timeouts(20_000, ZIO.yieldNow))
      case "sleeps" =>
        val delays = Delays.millis(100_000)
        time(100_000)(all(delays.length)(i => ZIO.sleep(delays(i).millis)))
      case "memory" =>
        val never = run(Promise.make[Nothing, Unit])
        Program.weigh(args(1).toInt, tasks => {
          val finish = Finish(tasks)
          start(loop(tasks)(fork(ZIO.succeed(finish.count()) *> never.await)))
          finish.await()
          Thread.sleep(500)
        })
      case _ => Program.end(false)
    Program.end(true)
