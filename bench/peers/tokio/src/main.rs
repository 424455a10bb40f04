//! The workloads of `vitrine.bench.workload.Workload` on Tokio.
//!
//!   bench-tokio WORKLOAD WARM_SECONDS SECONDS    a workload; also spawn_among_N, wake_among_N, timer_among_N
//!   bench-tokio memory COUNT                     resident bytes for each task that waits for one Notify
//!   bench-tokio echo PORT                        an echo server, until it is killed
//!
//! Prints one line of `name=value` pairs. Exit code 3: there is no such workload. `BENCH_THREADS=current` takes the
//! current-thread runtime instead of the one with two workers.
mod crowd;
mod measure;
mod net;
mod spawn;
mod sync;
mod time;

use crowd::Crowd;
use tokio::runtime::{Builder, Runtime};

pub const WORKERS: usize = 2;

fn runtime() -> Runtime {
    let current = std::env::var("BENCH_THREADS").as_deref() == Ok("current");
    let mut builder = if current { Builder::new_current_thread() } else { Builder::new_multi_thread() };
    if !current {
        builder.worker_threads(WORKERS);
    }
    builder.enable_all().build().unwrap()
}

fn among(rt: &Runtime, operation: &str, live: usize, sample: &dyn Fn(usize, &dyn Fn() -> usize)) {
    match operation {
        "spawn" => {
            crowd::gather(rt, Crowd::Event, live);
            sample(10_000, &|| spawn::many_local(rt, 10_000))
        }
        "timer" => {
            crowd::gather(rt, Crowd::Asleep, live);
            sample(10_000, &|| time::timeouts_pending(rt, 10_000))
        }
        "wake" => sample(1000, &crowd::wakes(rt, live)),
        _ => std::process::exit(3),
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |i: usize| arguments[i].parse::<f64>().unwrap();
    let rt = runtime();
    let workload = arguments[0].as_str();
    match workload {
        "memory" => return crowd::memory(&rt, number(1) as usize),
        "echo" => return net::serve(&rt, number(1) as u16),
        _ => {}
    }
    let (warm, seconds) = (number(1), number(2));
    let sample = |operations: usize, job: &dyn Fn() -> usize| measure::sample(warm, seconds, operations, job);
    if let Some((operation, live)) = workload.split_once("_among_") {
        among(&rt, operation, live.parse().unwrap(), &sample);
        std::process::exit(0);
    }
    match workload {
        "chained_spawn" => sample(1000, &|| spawn::chained(&rt, 1000)),
        "spawn_many_local" => sample(10_000, &|| spawn::many_local(&rt, 10_000)),
        "spawn_many_remote_idle" => sample(10_000, &|| spawn::many_remote(&rt, 10_000)),
        "spawn_many_remote_busy1" => {
            spawn::yield_and_stall(&rt);
            sample(10_000, &|| spawn::many_remote(&rt, 10_000))
        }
        "spawn_many_remote_busy2" => {
            spawn::stall_and_respawn(&rt);
            sample(1000, &|| spawn::many_remote(&rt, 1000))
        }
        "spawn_one" => sample(1, &|| spawn::one(&rt)),
        "spawn_ten" => sample(10, &|| spawn::several(&rt, 10)),
        "spawn_blocking" => sample(3200, &|| spawn::blocking_jobs(&rt, 2, 1600)),
        "remote_spawn" => sample(12_800, &|| spawn::from_threads(&rt, 2, 6400)),
        "ping_pong" => sample(1000, &|| spawn::ping_pong(&rt, 1000)),
        "yield_many" => sample(200_000, &|| spawn::yield_many(&rt, 200, 1000)),
        "oneshot_round_trips" => sample(1000, &|| sync::round_trips(&rt, 1000)),
        "mpsc_uncontended" => sample(1_000_000, &|| sync::channel(&rt, 1, 1_000_000)),
        "mpsc_contended" => sample(1_000_000, &|| sync::channel(&rt, 5, 200_000)),
        "mpsc_recv_many" => sample(1_000_000, &|| sync::channel_many(&rt, 5, 200_000)),
        "semaphore_uncontended" => sample(1_000_000, &|| sync::semaphore(&rt, 1, 1_000_000)),
        "semaphore_contended" => sample(500_000, &|| sync::semaphore(&rt, 10, 50_000)),
        "mutex_uncontended" => sample(1_000_000, &|| sync::mutex(&rt, 1, 1_000_000)),
        "mutex_contended" => sample(500_000, &|| sync::mutex(&rt, 10, 50_000)),
        "notify_one" => sample(5000, &|| sync::notify_one(&rt, 10, 500)),
        "notify_waiters" => sample(5000, &|| sync::notify_waiters(&rt, 10, 500)),
        "time_timeout" => sample(100_000, &|| time::timeouts(&rt, 100_000)),
        "time_timeout_pending" => sample(100_000, &|| time::timeouts_pending(&rt, 100_000)),
        "sleeps" => sample(100_000, &|| time::sleeps(&rt, 100_000)),
        _ => std::process::exit(3),
    }
    // What runs in the background need not be waited for.
    std::process::exit(0);
}
