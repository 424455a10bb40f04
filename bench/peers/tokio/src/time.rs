//! Workloads on timers.
use crate::measure::Finish;
use std::future::ready;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::task::yield_now;
use tokio::time::{sleep, timeout};

const LIMIT: Duration = Duration::from_secs(1);

pub fn timeouts(rt: &Runtime, count: usize) -> usize {
    let done = rt.spawn(async move {
        let mut done = 0;
        for _ in 0..count {
            done += timeout(LIMIT, ready(1)).await.unwrap();
        }
        done
    });
    rt.block_on(done).unwrap()
}

pub fn timeouts_pending(rt: &Runtime, count: usize) -> usize {
    let done = rt.spawn(async move {
        for _ in 0..count {
            timeout(LIMIT, yield_now()).await.unwrap();
        }
        count
    });
    rt.block_on(done).unwrap()
}

/// Delays of 1 to 1000 ms from a small generator (splitmix64).
fn delays(count: usize) -> impl Iterator<Item = Duration> {
    let mut state = 42u64;
    (0..count).map(move |_| {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        Duration::from_millis(1 + (mixed ^ (mixed >> 31)) % 1000)
    })
}

pub fn sleeps(rt: &Runtime, tasks: usize) -> usize {
    let (finish, done) = Finish::new(tasks);
    rt.spawn(async move {
        for delay in delays(tasks) {
            let finish = finish.clone();
            tokio::spawn(async move {
                sleep(delay).await;
                finish.count();
            });
        }
    });
    rt.block_on(done).unwrap();
    tasks
}
