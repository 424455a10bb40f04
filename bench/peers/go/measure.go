package main

import (
	"fmt"
	"os"
	"sort"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	sampleNanos  = 1e6
	leastSamples = 2
)

// cpuNanos is user and system time of this process.
func cpuNanos() int64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return usage.Utime.Nano() + usage.Stime.Nano()
}

// sample warms job up, samples it and prints what one operation costs, by the same rules as the JVM's harness.
func sample(warm, seconds float64, operations int, job func() int) {
	run := func() {
		if done := job(); done != operations {
			fmt.Fprintf(os.Stderr, "the workload did %d operations, it should have done %d\n", done, operations)
			os.Exit(1)
		}
	}
	var one time.Duration
	for start := time.Now(); ; {
		before := time.Now()
		run()
		one = time.Since(before)
		if time.Since(start).Seconds() >= warm {
			break
		}
	}
	repeats := max(1, int(sampleNanos/float64(max(1, one.Nanoseconds()))))
	var samples []float64
	cpu := cpuNanos()
	for start := time.Now(); len(samples) < leastSamples || time.Since(start).Seconds() < seconds; {
		before := time.Now()
		for range repeats {
			run()
		}
		samples = append(samples, float64(time.Since(before).Nanoseconds())/float64(repeats*operations))
	}
	cpu = cpuNanos() - cpu
	runs := len(samples) * repeats
	sort.Float64s(samples)
	quantile := func(q float64) float64 { return samples[int(q*float64(len(samples)-1)+0.5)] }
	fmt.Printf("nanos=%.2f\tp10=%.2f\tp90=%.2f\tcpu_nanos=%.2f\truns=%d\n",
		quantile(0.5), quantile(0.1), quantile(0.9), float64(cpu)/float64(runs*operations), runs)
}

// finish tells that the last of many goroutines is done.
type finish struct {
	total int
	left  atomic.Int64
	last  chan struct{}
}

func newFinish(total int) *finish {
	f := &finish{total: total, last: make(chan struct{})}
	f.left.Store(int64(total))
	return f
}

func (f *finish) count() {
	if f.left.Add(-1) == 0 {
		close(f.last)
	}
}

func (f *finish) await() int {
	<-f.last
	return f.total
}

// all runs body in as many goroutines, started by one of them.
func all(tasks int, body func(i int)) int {
	f := newFinish(tasks)
	go func() {
		for i := range tasks {
			go func() {
				body(i)
				f.count()
			}()
		}
	}()
	return f.await()
}
