//! Workloads on channels, locks and notifications.
use crate::measure::Finish;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use tokio::runtime::Runtime;
use tokio::sync::{mpsc, oneshot, Mutex, Notify, Semaphore};

const CHANNEL: usize = 1000;
const REQUESTS: usize = 10;
const RECEIVE_AT_ONCE: usize = 5000;

pub fn round_trips(rt: &Runtime, count: usize) -> usize {
    let (sender, mut requests) = mpsc::channel::<oneshot::Sender<usize>>(REQUESTS);
    rt.spawn(async move {
        while let Some(reply) = requests.recv().await {
            reply.send(1).unwrap();
        }
    });
    let asked = rt.spawn(async move {
        let mut answers = 0;
        for _ in 0..count {
            let (reply, answer) = oneshot::channel();
            sender.send(reply).await.unwrap();
            answers += answer.await.unwrap();
        }
        answers
    });
    rt.block_on(asked).unwrap()
}

fn senders(rt: &Runtime, senders: usize, each: usize) -> mpsc::Receiver<u32> {
    let (sender, receiver) = mpsc::channel(CHANNEL);
    for _ in 0..senders {
        let sender = sender.clone();
        rt.spawn(async move {
            for _ in 0..each {
                sender.send(1).await.unwrap();
            }
        });
    }
    receiver
}

pub fn channel(rt: &Runtime, tasks: usize, each: usize) -> usize {
    let mut receiver = senders(rt, tasks, each);
    let received = rt.spawn(async move {
        let mut count = 0;
        while receiver.recv().await.is_some() {
            count += 1;
        }
        count
    });
    rt.block_on(received).unwrap()
}

pub fn channel_many(rt: &Runtime, tasks: usize, each: usize) -> usize {
    let mut receiver = senders(rt, tasks, each);
    let received = rt.spawn(async move {
        let mut batch = Vec::with_capacity(RECEIVE_AT_ONCE);
        let mut count = 0;
        while receiver.recv_many(&mut batch, RECEIVE_AT_ONCE).await > 0 {
            count += batch.len();
            batch.clear();
        }
        count
    });
    rt.block_on(received).unwrap()
}

pub fn semaphore(rt: &Runtime, tasks: usize, each: usize) -> usize {
    let (finish, done) = Finish::new(tasks);
    let semaphore = Arc::new(Semaphore::new(1));
    let counter = Arc::new(AtomicUsize::new(0));
    for _ in 0..tasks {
        let (finish, semaphore, counter) = (finish.clone(), semaphore.clone(), counter.clone());
        rt.spawn(async move {
            for _ in 0..each {
                let _permit = semaphore.acquire().await.unwrap();
                // A load and a store, as one who is alone may write.
                counter.store(counter.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
            }
            finish.count();
        });
    }
    rt.block_on(done).unwrap();
    counter.load(Ordering::Relaxed)
}

pub fn mutex(rt: &Runtime, tasks: usize, each: usize) -> usize {
    let (finish, done) = Finish::new(tasks);
    let mutex = Arc::new(Mutex::new(0));
    for _ in 0..tasks {
        let (finish, mutex) = (finish.clone(), mutex.clone());
        rt.spawn(async move {
            for _ in 0..each {
                *mutex.lock().await += 1;
            }
            finish.count();
        });
    }
    rt.block_on(done).unwrap();
    let counted = *rt.block_on(mutex.lock());
    counted
}

#[derive(Default)]
struct Turns {
    turn: Notify,
    answered: Notify,
    answers: AtomicUsize,
}

pub fn notify_one(rt: &Runtime, waiters: usize, rounds: usize) -> usize {
    let turns = Arc::new(Turns::default());
    let wakes = waiters * rounds;
    for _ in 0..waiters {
        let turns = turns.clone();
        rt.spawn(async move {
            loop {
                turns.turn.notified().await;
                if turns.answers.fetch_add(1, Ordering::AcqRel) >= wakes {
                    return;
                }
                turns.answered.notify_one();
            }
        });
    }
    let driver = turns.clone();
    let driven = rt.spawn(async move {
        for _ in 0..wakes {
            driver.turn.notify_one();
            driver.answered.notified().await;
        }
        driver.answers.load(Ordering::Acquire)
    });
    let answers = rt.block_on(driven).unwrap();
    rt.block_on(async {
        // Ends the waiters, some of which may not wait yet.
        while Arc::strong_count(&turns) > 1 {
            turns.turn.notify_waiters();
            tokio::task::yield_now().await;
        }
    });
    answers
}

pub fn notify_waiters(rt: &Runtime, waiters: usize, rounds: usize) -> usize {
    let turns = Arc::new(Turns::default());
    let (started, all_wait) = Finish::new(waiters);
    for _ in 0..waiters {
        let (turns, started) = (turns.clone(), started.clone());
        rt.spawn(async move {
            let mut wake = Box::pin(turns.turn.notified());
            started.count();
            for _ in 0..rounds {
                wake.as_mut().await;
                wake.set(turns.turn.notified()); // before the answer, so that the next call can not be missed
                if (turns.answers.fetch_add(1, Ordering::AcqRel) + 1) % waiters == 0 {
                    turns.answered.notify_one();
                }
            }
        });
    }
    let driver = turns.clone();
    let driven = rt.spawn(async move {
        all_wait.await.unwrap();
        for _ in 0..rounds {
            driver.turn.notify_waiters();
            driver.answered.notified().await;
        }
        driver.answers.load(Ordering::Acquire)
    });
    rt.block_on(driven).unwrap()
}
