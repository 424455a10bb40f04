//! Workloads that start tasks and let them wake each other.
use crate::measure::Finish;
use crate::WORKERS;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::yield_now;

const BATCH: usize = 16;
const STALL: Duration = Duration::from_micros(10);

fn link(depth: usize, done: oneshot::Sender<()>) {
    if depth == 0 {
        let _ = done.send(());
    } else {
        tokio::spawn(async move { link(depth - 1, done) });
    }
}

pub fn chained(rt: &Runtime, depth: usize) -> usize {
    rt.block_on(async {
        let (sender, done) = oneshot::channel();
        link(depth, sender);
        done.await.unwrap();
    });
    depth
}

pub fn many_local(rt: &Runtime, tasks: usize) -> usize {
    let (finish, done) = Finish::new(tasks);
    rt.spawn(async move {
        for _ in 0..tasks {
            let finish = finish.clone();
            tokio::spawn(async move { finish.count() });
        }
    });
    rt.block_on(done).unwrap();
    tasks
}

pub fn many_remote(rt: &Runtime, tasks: usize) -> usize {
    let (finish, done) = Finish::new(tasks);
    for _ in 0..tasks {
        let finish = finish.clone();
        rt.spawn(async move { finish.count() });
    }
    rt.block_on(done).unwrap();
    tasks
}

pub fn from_threads(rt: &Runtime, threads: usize, each: usize) -> usize {
    let (finish, done) = Finish::new(threads * each);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                for _ in 0..each {
                    let finish = finish.clone();
                    rt.spawn(async move { finish.count() });
                }
            });
        }
    });
    rt.block_on(done).unwrap();
    threads * each
}

fn stall() {
    let start = Instant::now();
    while start.elapsed() < STALL {
        std::hint::spin_loop();
    }
}

/// Tasks that go in circles until the process ends.
pub fn yield_and_stall(rt: &Runtime) {
    for _ in 0..4 * WORKERS {
        rt.spawn(async {
            loop {
                yield_now().await;
                stall();
            }
        });
    }
}

fn respawn() {
    tokio::spawn(async {
        stall();
        respawn();
    });
}

/// Tasks that spawn their successors until the process ends.
pub fn stall_and_respawn(rt: &Runtime) {
    let _inside = rt.enter();
    for _ in 0..2 * WORKERS {
        respawn();
    }
}

async fn yield_once() -> usize {
    yield_now().await;
    1
}

pub fn one(rt: &Runtime) -> usize {
    rt.block_on(rt.spawn(yield_once())).unwrap()
}

pub fn several(rt: &Runtime, tasks: usize) -> usize {
    let joined = rt.spawn(async move {
        let handles: Vec<_> = (0..tasks).map(|_| tokio::spawn(yield_once())).collect();
        let mut sum = 0;
        for handle in handles {
            sum += handle.await.unwrap();
        }
        sum
    });
    rt.block_on(joined).unwrap()
}

async fn batches(jobs: usize) -> usize {
    let mut done = 0;
    for _ in 0..jobs / BATCH {
        let handles: Vec<_> = (0..BATCH).map(|_| tokio::task::spawn_blocking(|| 1)).collect();
        for handle in handles {
            done += handle.await.unwrap();
        }
    }
    done
}

pub fn blocking_jobs(rt: &Runtime, tasks: usize, each: usize) -> usize {
    let handles: Vec<_> = (0..tasks).map(|_| rt.spawn(batches(each))).collect();
    rt.block_on(async {
        let mut done = 0;
        for handle in handles {
            done += handle.await.unwrap();
        }
        done
    })
}

async fn ping(finish: Arc<Finish>) {
    let (ping_sender, ping) = oneshot::channel::<u32>();
    let (pong_sender, pong) = oneshot::channel::<u32>();
    tokio::spawn(async move { pong_sender.send(ping.await.unwrap()) });
    ping_sender.send(1).unwrap();
    pong.await.unwrap();
    finish.count();
}

pub fn ping_pong(rt: &Runtime, pairs: usize) -> usize {
    let (finish, done) = Finish::new(pairs);
    rt.spawn(async move {
        for _ in 0..pairs {
            tokio::spawn(ping(finish.clone()));
        }
    });
    rt.block_on(done).unwrap();
    pairs
}

pub fn yield_many(rt: &Runtime, tasks: usize, each: usize) -> usize {
    let (finish, done) = Finish::new(tasks);
    for _ in 0..tasks {
        let finish = finish.clone();
        rt.spawn(async move {
            for _ in 0..each {
                yield_now().await;
            }
            finish.count();
        });
    }
    rt.block_on(done).unwrap();
    tasks * each
}
