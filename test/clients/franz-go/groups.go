// Groups, and what becomes of them when a broker is killed.
package main

import (
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/twmb/franz-go/pkg/kgo"
)

const partitions = 4

var groupStories = []story{
	{"two members share a topic, and one takes over, cooperative", sharing(false, cooperative)},
	{"two members share a topic, and one takes over, range", sharing(false, kgo.Balancers(kgo.RangeBalancer()))},
	{"two members share a topic, and one takes over, consumer", sharing(true, serverSide...)},
	{"committed offsets are where the next begins", committing},
	{"a group goes on while its coordinator is killed, classic", killedCoordinator(cooperative)},
	{"a group goes on while its coordinator is killed, consumer", killedCoordinator(serverSide...)},
}

var cooperative = kgo.Balancers(kgo.CooperativeStickyBalancer())

// The protocol of KIP-848: the broker assigns.
var serverSide = []kgo.Opt{kgo.ServerSideBalancer(), kgo.Balancers(kgo.StickyBalancer())}

// What the members of a group have read, and which partitions each of them has.
type watch struct {
	mutex    sync.Mutex
	assigned map[*kgo.Client]map[int32]bool
	values   map[string]bool
	changed  chan struct{}
}

func newWatch() *watch {
	return &watch{assigned: map[*kgo.Client]map[int32]bool{}, values: map[string]bool{}, changed: make(chan struct{}, 1)}
}

func (seen *watch) change(apply func()) {
	seen.mutex.Lock()
	defer seen.mutex.Unlock()
	apply()
	select {
	case seen.changed <- struct{}{}:
	default:
	}
}

// Waits until it is true of what was seen.
func (seen *watch) until(ctx context.Context, what string, holds func() bool) {
	for {
		seen.mutex.Lock()
		isTrue := holds()
		seen.mutex.Unlock()
		if isTrue {
			return
		}
		select {
		case <-seen.changed:
		case <-ctx.Done():
			panic("never came true: " + what)
		}
	}
}

func (seen *watch) isShared() bool {
	all := map[int32]bool{}
	for _, parts := range seen.assigned {
		if len(parts) != partitions/len(seen.assigned) {
			return false
		}
		for partition := range parts {
			all[partition] = true
		}
	}
	return len(all) == partitions
}

// A member that polls until it is stopped.
func (seen *watch) member(ctx context.Context, server *cluster, group, topic string, options ...kgo.Opt) (stop func()) {
	take := func(_ context.Context, client *kgo.Client, given map[string][]int32) {
		seen.change(func() {
			if seen.assigned[client] == nil {
				seen.assigned[client] = map[int32]bool{}
			}
			for _, partition := range given[topic] {
				seen.assigned[client][partition] = true
			}
		})
	}
	give := func(_ context.Context, client *kgo.Client, taken map[string][]int32) {
		seen.change(func() {
			for _, partition := range taken[topic] {
				delete(seen.assigned[client], partition)
			}
		})
	}
	client := server.client(append(options, kgo.ConsumerGroup(group), kgo.ConsumeTopics(topic),
		kgo.OnPartitionsAssigned(take), kgo.OnPartitionsRevoked(give), kgo.OnPartitionsLost(give))...)
	polling, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for polling.Err() == nil {
			fetches := client.PollFetches(polling)
			seen.change(func() {
				fetches.EachRecord(func(record *kgo.Record) { seen.values[string(record.Value)] = true })
			})
		}
	}()
	return func() {
		cancel()
		<-done
		client.Close()
		seen.change(func() { delete(seen.assigned, client) })
	}
}

func produceAll(ctx context.Context, client *kgo.Client, topic string, values []string) {
	records := make([]*kgo.Record, len(values))
	for index, value := range values {
		records[index] = &kgo.Record{Topic: topic, Key: []byte(value), Value: []byte(value)}
	}
	must(client.ProduceSync(ctx, records...).FirstErr())
}

func sharing(isServerSide bool, options ...kgo.Opt) func(context.Context, *cluster) {
	return func(ctx context.Context, server *cluster) {
		topic := server.topic(ctx, partitions, nil)
		group := unique("sharing")
		seen := newWatch()
		stopFirst := seen.member(ctx, server, group, topic, options...)
		defer stopFirst()
		seen.until(ctx, "the first has all", func() bool { return len(seen.assigned) == 1 && seen.isShared() })
		stopSecond := seen.member(ctx, server, group, topic, options...)
		seen.until(ctx, "both have two", func() bool { return len(seen.assigned) == 2 && seen.isShared() })
		producer := server.client()
		defer producer.Close()
		produceAll(ctx, producer, topic, numbered(400, "v"))
		seen.until(ctx, "everything is read", func() bool { return len(seen.values) == 400 })
		described, err := server.admin.DescribeConsumerGroups(ctx, group)
		must(err)
		same(described[group].Err == nil, isServerSide, "whether it is a group of the new protocol")
		stopSecond()
		seen.until(ctx, "the first has all again", func() bool { return len(seen.assigned) == 1 && seen.isShared() })
	}
}

func committing(ctx context.Context, server *cluster) {
	topic := server.topic(ctx, 1, nil)
	group := unique("committing")
	options := []kgo.Opt{kgo.ConsumerGroup(group), kgo.ConsumeTopics(topic), kgo.DisableAutoCommit()}
	first := server.client(options...)
	produceAll(ctx, first, topic, numbered(10, "v"))
	records := read(ctx, first, 10)
	must(first.CommitRecords(ctx, records[6]))
	first.Close()
	second := server.client(options...)
	defer second.Close()
	same(valuesOf(read(ctx, second, 3)), numbered(10, "v")[7:], "what the next one reads")
	committed, err := server.admin.FetchOffsets(ctx, group)
	must(err)
	offset, _ := committed.Lookup(topic, 0)
	same(offset.At, int64(7), "the committed offset")
}

func killedCoordinator(options ...kgo.Opt) func(context.Context, *cluster) {
	return func(ctx context.Context, server *cluster) {
		minimum := "2"
		topic := server.topic(ctx, partitions, map[string]*string{"min.insync.replicas": &minimum})
		group := unique("shaken")
		seen := newWatch()
		defer seen.member(ctx, server, group, topic, options...)()
		seen.until(ctx, "the first has all", func() bool { return len(seen.assigned) == 1 && seen.isShared() })
		coordinator := server.admin.FindGroupCoordinators(ctx, group)[group]
		must(coordinator.Err)
		values := numbered(600, "v")
		server.without(coordinator.NodeID, "kill", "start", func() {
			producer := server.client()
			defer producer.Close()
			defer seen.member(ctx, server, group, topic, options...)()
			produceAll(ctx, producer, topic, values)
			seen.until(ctx, "both have two", func() bool { return len(seen.assigned) == 2 && seen.isShared() })
			seen.until(ctx, "everything is read", func() bool { return len(seen.values) == len(values) })
		})
		same(slices.Sorted(maps.Keys(seen.values)), slices.Sorted(slices.Values(values)), "values")
	}
}
