//! A great many tasks that wait, and what one operation costs among them.
use crate::measure::{resident, Finish};
use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::Notify;
use tokio::time::sleep;

const HOUR: Duration = Duration::from_secs(3600);
const SETTLE: Duration = Duration::from_millis(500);
const WOKEN: usize = 1000;

/// What the tasks wait for.
#[derive(Clone, Copy)]
pub enum Crowd {
    /// All for one event that never comes.
    Event,
    /// Each for its timer, an hour away.
    Asleep,
}

pub fn gather(rt: &Runtime, crowd: Crowd, tasks: usize) {
    let never = Arc::new(Notify::new());
    let (finish, done) = Finish::new(tasks);
    rt.spawn(async move {
        for _ in 0..tasks {
            let finish = finish.clone();
            match crowd {
                Crowd::Event => {
                    let never = never.clone();
                    tokio::spawn(async move {
                        finish.count();
                        drop(finish);
                        never.notified().await;
                    });
                }
                Crowd::Asleep => {
                    tokio::spawn(async move {
                        let hour = sleep(HOUR);
                        finish.count();
                        drop(finish);
                        hour.await;
                    });
                }
            }
        }
    });
    rt.block_on(done).unwrap();
    std::thread::sleep(SETTLE);
}

/// Prints the resident bytes of each of `count` tasks that wait for one Notify.
pub fn memory(rt: &Runtime, count: usize) {
    gather(rt, Crowd::Event, 1);
    let before = resident();
    gather(rt, Crowd::Event, count);
    println!("bytes={:.1}", (resident() - before) as f64 / count as f64);
    std::process::exit(0);
}

/// Wakes some of `live` tasks in each run, evenly spread, others each time.
pub fn wakes(rt: &Runtime, live: usize) -> impl Fn() -> usize + '_ {
    let (arrivals, all_there) = Finish::new(live);
    let (woken, _) = Finish::new(0);
    let says = woken.clone();
    let made = rt.spawn(async move {
        let mut events = Vec::with_capacity(live);
        for _ in 0..live {
            let event = Arc::new(Notify::new());
            events.push(event.clone());
            let (arrivals, says) = (arrivals.clone(), says.clone());
            tokio::spawn(async move {
                arrivals.count();
                drop(arrivals);
                loop {
                    event.notified().await;
                    says.count();
                }
            });
        }
        events
    });
    rt.block_on(all_there).unwrap();
    let events = rt.block_on(made).unwrap();
    std::thread::sleep(SETTLE);
    let first = Cell::new(0);
    move || {
        let done = woken.again(WOKEN);
        for i in 0..WOKEN {
            events[(first.get() + i * (live / WOKEN)) % live].notify_one();
        }
        first.set((first.get() + 1) % live);
        rt.block_on(done).unwrap();
        WOKEN
    }
}
