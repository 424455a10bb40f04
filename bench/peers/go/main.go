// The workloads of vitrine.bench.workload.Workload as goroutines.
//
//	bench-go WORKLOAD WARM_SECONDS SECONDS    a workload
//	bench-go memory COUNT                     heap and stack bytes for each goroutine that waits for one channel
//	bench-go echo PORT                        an echo server, until it is killed
//
// Prints one line of name=value pairs. Exit code 3: there is no such workload. Go has no thread outside, so there is no
// spawn_many_remote.
package main

import (
	"context"
	"fmt"
	"math/rand"
	"net"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"
	"time"
)

const (
	workers  = 2
	channel  = 1000
	requests = 10
	buffer   = 4096
)

func main() {
	runtime.GOMAXPROCS(workers)
	number := func(i int) float64 {
		value, err := strconv.ParseFloat(os.Args[i], 64)
		if err != nil {
			panic(err)
		}
		return value
	}
	workload := os.Args[1]
	switch workload {
	case "memory":
		memory(int(number(2)))
		return
	case "echo":
		serve(os.Args[2])
		return
	}
	measured := func(operations int, job func() int) { sample(number(2), number(3), operations, job) }
	switch workload {
	case "chained_spawn":
		measured(1000, func() int { return chained(1000) })
	case "ping_pong":
		measured(1000, func() int { return all(1000, pingPong) })
	case "spawn_many_local":
		measured(10_000, func() int { return all(10_000, func(int) {}) })
	case "yield_many":
		measured(200_000, func() int { return yieldMany(200, 1000) })
	case "oneshot_round_trips":
		measured(1000, func() int { return roundTrips(1000) })
	case "mpsc_uncontended":
		measured(1_000_000, func() int { return mpsc(1, 1_000_000) })
	case "mpsc_contended":
		measured(1_000_000, func() int { return mpsc(5, 200_000) })
	case "mutex_uncontended":
		measured(1_000_000, func() int { return mutex(1, 1_000_000) })
	case "mutex_contended":
		measured(500_000, func() int { return mutex(10, 50_000) })
	case "semaphore_uncontended":
		measured(1_000_000, func() int { return semaphore(1, 1_000_000) })
	case "semaphore_contended":
		measured(500_000, func() int { return semaphore(10, 50_000) })
	case "time_timeout":
		measured(100_000, func() int { return timeouts(100_000) })
	case "sleeps":
		delays := delays(100_000)
		measured(100_000, func() int { return all(len(delays), func(i int) { time.Sleep(delays[i]) }) })
	default:
		os.Exit(3)
	}
}

func chained(depth int) int {
	f := newFinish(1)
	var link func(left int)
	link = func(left int) {
		if left == 0 {
			f.count()
		} else {
			go link(left - 1)
		}
	}
	go link(depth - 1)
	f.await()
	return depth
}

func pingPong(int) {
	ping, pong := make(chan int, 1), make(chan int, 1)
	go func() { pong <- <-ping }()
	ping <- 1
	<-pong
}

func yieldMany(tasks, each int) int {
	return each * all(tasks, func(int) {
		for range each {
			runtime.Gosched()
		}
	})
}

func roundTrips(count int) int {
	asked := make(chan chan int, requests)
	go func() {
		for reply := range asked {
			reply <- 1
		}
	}()
	answers := 0
	all(1, func(int) {
		for range count {
			reply := make(chan int, 1)
			asked <- reply
			answers += <-reply
		}
	})
	close(asked)
	return answers
}

func mpsc(senders, each int) int {
	values := make(chan int, channel)
	received := 0
	all(senders+1, func(i int) {
		if i > 0 {
			for range each {
				values <- 1
			}
			return
		}
		for range senders * each {
			received += <-values
		}
	})
	return received
}

func mutex(tasks, each int) int {
	var lock sync.Mutex
	counter := 0
	all(tasks, func(int) {
		for range each {
			lock.Lock()
			counter++
			lock.Unlock()
		}
	})
	return counter
}

// semaphore is a channel with room for one, which hands on in order of arrival.
func semaphore(tasks, each int) int {
	permits := make(chan struct{}, 1)
	counter := 0
	all(tasks, func(int) {
		for range each {
			permits <- struct{}{}
			counter++
			<-permits
		}
	})
	return counter
}

func timeouts(count int) int {
	done := 0
	all(1, func(int) {
		for range count {
			limited, cancel := context.WithTimeout(context.Background(), time.Second)
			ready := make(chan int, 1)
			ready <- 1
			select {
			case value := <-ready:
				done += value
			case <-limited.Done():
			}
			cancel()
		}
	})
	return done
}

func delays(count int) []time.Duration {
	random := rand.New(rand.NewSource(42))
	delays := make([]time.Duration, count)
	for i := range delays {
		delays[i] = time.Duration(1+random.Intn(1000)) * time.Millisecond
	}
	return delays
}

func memory(count int) {
	never := make(chan struct{})
	gather := func(tasks int) {
		f := newFinish(tasks)
		for range tasks {
			go func() {
				f.count()
				<-never
			}()
		}
		f.await()
		time.Sleep(500 * time.Millisecond)
	}
	used := func() uint64 {
		debug.FreeOSMemory()
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		return stats.HeapInuse + stats.StackInuse
	}
	gather(1)
	before := used()
	gather(count)
	fmt.Printf("bytes=%.1f\n", float64(used()-before)/float64(count))
}

func serve(port string) {
	listener, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		panic(err)
	}
	for {
		connection, err := listener.Accept()
		if err != nil {
			panic(err)
		}
		go echo(connection)
	}
}

// echo ends when the load generator leaves, which it does without a word.
func echo(connection net.Conn) {
	defer connection.Close()
	buffer := make([]byte, buffer)
	for {
		count, err := connection.Read(buffer)
		if err != nil {
			return
		}
		if _, err = connection.Write(buffer[:count]); err != nil {
			return
		}
	}
}
