// Transactions, and exactly-once processing by franz-go's own session.
package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/twmb/franz-go/pkg/kgo"
)

var transactionStories = []story{
	{"transactions commit and abort", commitAndAbort},
	{"a producer that is replaced is fenced", fencing},
	{"exactly once from topic to topic", exactlyOnce},
	{"administrators see transactions and their producers", seen},
}

func committedValues(ctx context.Context, server *cluster, topic string, count int) []string {
	committed := kgo.FetchIsolationLevel(kgo.ReadCommitted())
	start := map[string]map[int32]kgo.Offset{topic: {0: kgo.NewOffset().AtStart()}}
	client := server.client(kgo.ConsumePartitions(start), committed)
	defer client.Close()
	found := valuesOf(read(ctx, client, count))
	end, err := server.admin.ListCommittedOffsets(ctx, topic)
	must(err)
	last, err := server.admin.ListEndOffsets(ctx, topic)
	must(err)
	same(end[topic][0].Offset, last[topic][0].Offset, "the last stable offset")
	return found
}

func commitAndAbort(ctx context.Context, server *cluster) {
	topic := server.topic(ctx, 1, nil)
	client := server.client(kgo.TransactionalID(unique("payments")))
	defer client.Close()
	for number := range 6 {
		must(client.BeginTransaction())
		must(client.ProduceSync(ctx, &kgo.Record{Topic: topic, Value: fmt.Appendf(nil, "t%d", number)}).FirstErr())
		must(client.EndTransaction(ctx, kgo.TransactionEndTry(number%2 == 0)))
	}
	same(committedValues(ctx, server, topic, 3), []string{"t0", "t2", "t4"}, "what is committed")
}

func fencing(ctx context.Context, server *cluster) {
	topic := server.topic(ctx, 1, nil)
	id := unique("fenced")
	first := server.client(kgo.TransactionalID(id))
	defer first.Close()
	must(first.BeginTransaction())
	must(first.ProduceSync(ctx, &kgo.Record{Topic: topic, Value: []byte("from the first")}).FirstErr())
	second := server.client(kgo.TransactionalID(id))
	defer second.Close()
	must(second.BeginTransaction())
	must(second.ProduceSync(ctx, &kgo.Record{Topic: topic, Value: []byte("from the second")}).FirstErr())
	same(first.EndTransaction(ctx, kgo.TryCommit) != nil, true, "the first cannot commit")
	must(second.EndTransaction(ctx, kgo.TryCommit))
	same(committedValues(ctx, server, topic, 1), []string{"from the second"}, "what is committed")
}

func exactlyOnce(ctx context.Context, server *cluster) {
	source, target := server.topic(ctx, 3, nil), server.topic(ctx, 1, nil)
	producer := server.client()
	defer producer.Close()
	produceAll(ctx, producer, source, numbered(300, "v"))
	session, err := kgo.NewGroupTransactSession(
		kgo.SeedBrokers(server.brokers...), kgo.TransactionalID(unique("transform")), kgo.ConsumerGroup(unique("transformer")),
		kgo.ConsumeTopics(source), kgo.FetchIsolationLevel(kgo.ReadCommitted()), kgo.RequireStableFetchOffsets())
	must(err)
	defer session.Close()
	for processed, round := 0, 0; processed < 300; round++ {
		records := session.PollRecords(ctx, 25).Records()
		must(ctx.Err())
		must(session.Begin())
		for _, record := range records {
			value := []byte(strings.ToUpper(string(record.Value)))
			session.Produce(ctx, &kgo.Record{Topic: target, Value: value}, nil)
		}
		// Every third one is taken back, and what it read is read again.
		committed, err := session.End(ctx, kgo.TransactionEndTry(round%3 != 2))
		must(err)
		if committed {
			processed += len(records)
		}
	}
	found, wanted := committedValues(ctx, server, target, 300), numbered(300, "V")
	slices.Sort(found)
	slices.Sort(wanted)
	same(found, wanted, "what was processed")
}

func seen(ctx context.Context, server *cluster) {
	topic := server.topic(ctx, 1, nil)
	id := unique("watched")
	client := server.client(kgo.TransactionalID(id))
	defer client.Close()
	must(client.BeginTransaction())
	must(client.ProduceSync(ctx, &kgo.Record{Topic: topic, Value: []byte("v")}).FirstErr())
	listed, err := server.admin.ListTransactions(ctx, nil, []string{"Ongoing"})
	must(err)
	same(slices.Contains(listed.TransactionalIDs(), id), true, "it is listed")
	described, err := server.admin.DescribeTransactions(ctx, id)
	must(err)
	same(described[id].State, "Ongoing", "its state")
	producers, err := server.admin.DescribeProducers(ctx, map[string]map[int32]struct{}{topic: {0: {}}})
	must(err)
	for _, producer := range producers[topic].Partitions[0].ActiveProducers.Sorted() {
		same([]int64{producer.ProducerID, producer.CurrentTxnStartOffset}, []int64{described[id].ProducerID, 0}, "its producer")
	}
	must(client.EndTransaction(ctx, kgo.TryAbort))
}
