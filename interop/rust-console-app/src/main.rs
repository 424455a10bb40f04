//! A Tokio program for consoles to look at: `rust-console-app PORT SCENARIO...`
//!
//! It serves console-subscriber on 127.0.0.1:PORT, prints `ready PORT` once every task has been
//! spawned, and runs until it is killed. Each scenario puts known tasks and resources on show:
//!
//! | scenario    | on show |
//! |-------------|---------|
//! | `named`     | tasks `tick-100ms`, `tick-200ms`, `tick-300ms` and one without a name |
//! | `blocking`  | task `blocks-worker`: half of its time inside a poll |
//! | `lost`      | task `lost-waker`: pending, and nobody holds its waker |
//! | `selfwake`  | task `self-waker`: wakes itself all the time |
//! | `mutex`     | tasks `mutex-user-0..3` in turn at one lock that is held across an await |
//! | `semaphore` | tasks `permit-user-0..4` at a semaphore of 2 permits |
//! | `mpsc`      | tasks `mpsc-fast-producer`, `mpsc-slow-consumer` at a channel of 4 |
//! | `idle=N`    | N tasks named `idle` that wait for ever |

use std::future::{pending, poll_fn, Future};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use tokio::sync::{mpsc, Mutex, Semaphore};
use tokio::time::{interval, sleep};

const USAGE: &str = "usage: rust-console-app PORT \
                     named|blocking|lost|selfwake|mutex|semaphore|mpsc|idle=N ...";

enum Scenario {
    Named,
    Blocking,
    Lost,
    SelfWake,
    Mutex,
    Semaphore,
    Mpsc,
    Idle(usize),
}

impl Scenario {
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "named" => Self::Named,
            "blocking" => Self::Blocking,
            "lost" => Self::Lost,
            "selfwake" => Self::SelfWake,
            "mutex" => Self::Mutex,
            "semaphore" => Self::Semaphore,
            "mpsc" => Self::Mpsc,
            _ => Self::Idle(word.strip_prefix("idle=")?.parse().ok()?),
        })
    }

    fn start(self) {
        match self {
            Self::Named => named(),
            Self::Blocking => spawn("blocks-worker", block_half_of_the_time()),
            Self::Lost => spawn("lost-waker", lose_the_waker()),
            Self::SelfWake => spawn("self-waker", wake_itself()),
            Self::Mutex => mutex(),
            Self::Semaphore => semaphore(),
            Self::Mpsc => channel(),
            Self::Idle(count) => (0..count).for_each(|_| spawn("idle", pending())),
        }
    }
}

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let port = words.next().and_then(|word| word.parse::<u16>().ok());
    let scenarios = words.map(|word| Scenario::parse(&word).ok_or(word)).collect::<Result<Vec<_>, _>>();
    let (port, scenarios) = match (port, scenarios) {
        (Some(port), Ok(scenarios)) if !scenarios.is_empty() => (port, scenarios),
        (_, Err(word)) => return fail(&format!("no such scenario: {word}\n{USAGE}")),
        _ => return fail(USAGE),
    };
    console_subscriber::ConsoleLayer::builder()
        .server_addr(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
        .init();
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_time()
        .build()
        .expect("a runtime of two workers")
        .block_on(async move {
            scenarios.into_iter().for_each(Scenario::start);
            println!("ready {port}");
            pending::<()>().await
        });
    ExitCode::SUCCESS
}

fn fail(message: &str) -> ExitCode {
    eprintln!("{message}");
    ExitCode::from(2)
}

#[track_caller]
fn spawn(name: &str, body: impl Future<Output = ()> + Send + 'static) {
    tokio::task::Builder::new().name(name).spawn(body).expect("a runtime that is not shutting down");
}

fn named() {
    for millis in [100, 200, 300] {
        spawn(&format!("tick-{millis}ms"), tick(Duration::from_millis(millis)));
    }
    tokio::spawn(tick(Duration::from_millis(400)));
}

async fn tick(period: Duration) {
    let mut ticks = interval(period);
    loop {
        ticks.tick().await;
    }
}

async fn block_half_of_the_time() {
    let half = Duration::from_millis(250);
    loop {
        std::thread::sleep(half);
        sleep(half).await;
    }
}

/// Takes a waker, as a leaf that registers would, and drops it.
async fn lose_the_waker() {
    poll_fn(|context| {
        drop(context.waker().clone());
        Poll::Pending
    })
    .await
}

/// Bursts of self-wakes with a pause between them, so that the other tasks still run.
async fn wake_itself() {
    loop {
        let mut left = 100;
        poll_fn(|context| {
            if left == 0 {
                return Poll::Ready(());
            }
            left -= 1;
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
        sleep(Duration::from_millis(10)).await;
    }
}

fn mutex() {
    let lock = Arc::new(Mutex::new(0_u64));
    for user in 0..4 {
        let lock = Arc::clone(&lock);
        spawn(&format!("mutex-user-{user}"), async move {
            loop {
                let mut turns = lock.lock().await;
                sleep(Duration::from_millis(400)).await;
                *turns += 1;
                drop(turns);
                tokio::task::yield_now().await;
            }
        });
    }
}

fn semaphore() {
    let permits = Arc::new(Semaphore::new(2));
    for user in 0..5 {
        let permits = Arc::clone(&permits);
        spawn(&format!("permit-user-{user}"), async move {
            while let Ok(permit) = permits.acquire().await {
                sleep(Duration::from_millis(300)).await;
                drop(permit);
                tokio::task::yield_now().await;
            }
        });
    }
}

fn channel() {
    let (sender, mut receiver) = mpsc::channel::<u64>(4);
    spawn("mpsc-fast-producer", async move {
        let mut next = 0;
        while sender.send(next).await.is_ok() {
            next += 1;
        }
    });
    spawn("mpsc-slow-consumer", async move {
        while receiver.recv().await.is_some() {
            sleep(Duration::from_millis(50)).await;
        }
    });
}
