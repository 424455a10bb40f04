//! The harness: the same rules as `vitrine.bench.harness.Sampler`.
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

const SAMPLE_NANOS: f64 = 1e6;
const LEAST_SAMPLES: usize = 2;

/// Tells the thread outside that the last of many tasks is done.
pub struct Finish {
    left: AtomicUsize,
    last: Mutex<Option<oneshot::Sender<()>>>,
}

impl Finish {
    pub fn new(total: usize) -> (Arc<Finish>, oneshot::Receiver<()>) {
        let (sender, receiver) = oneshot::channel();
        (Arc::new(Finish { left: AtomicUsize::new(total), last: Mutex::new(Some(sender)) }), receiver)
    }

    /// Begins anew; nobody may count meanwhile.
    pub fn again(&self, total: usize) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        *self.last.lock().unwrap() = Some(sender);
        self.left.store(total, Ordering::Release);
        receiver
    }

    #[inline]
    pub fn count(&self) {
        if self.left.fetch_sub(1, Ordering::AcqRel) == 1 {
            let _ = self.last.lock().unwrap().take().unwrap().send(());
        }
    }
}

/// User and system time of this process.
fn cpu() -> Duration {
    // SAFETY: getrusage only writes into the struct, which is plain data.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::getrusage(libc::RUSAGE_SELF, &mut usage);
        usage
    };
    let micros = |t: libc::timeval| t.tv_sec as u64 * 1_000_000 + t.tv_usec as u64;
    Duration::from_micros(micros(usage.ru_utime) + micros(usage.ru_stime))
}

/// Resident bytes of this process.
pub fn resident() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    pages.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 4096
}

/// Warms `job` up, samples it, and prints what one operation costs. A run says how many operations it did.
pub fn sample(warm: f64, seconds: f64, operations: usize, job: &dyn Fn() -> usize) {
    let run = || assert_eq!(job(), operations, "the workload did not do what it should have done");
    let start = Instant::now();
    let one = loop {
        let before = Instant::now();
        run();
        if start.elapsed().as_secs_f64() >= warm {
            break before.elapsed();
        }
    };
    let repeats = ((SAMPLE_NANOS / one.as_nanos().max(1) as f64) as usize).max(1);
    let mut samples = Vec::new();
    let (start, before_cpu) = (Instant::now(), cpu());
    while samples.len() < LEAST_SAMPLES || start.elapsed().as_secs_f64() < seconds {
        let before = Instant::now();
        for _ in 0..repeats {
            run();
        }
        samples.push(before.elapsed().as_nanos() as f64 / (repeats * operations) as f64);
    }
    let runs = samples.len() * repeats;
    let cpu_nanos = (cpu() - before_cpu).as_nanos() as f64 / (runs * operations) as f64;
    samples.sort_by(f64::total_cmp);
    let quantile = |q: f64| samples[((samples.len() - 1) as f64 * q).round() as usize];
    println!(
        "nanos={:.2}\tp10={:.2}\tp90={:.2}\tcpu_nanos={:.2}\truns={}",
        quantile(0.5),
        quantile(0.1),
        quantile(0.9),
        cpu_nanos,
        runs
    );
}
