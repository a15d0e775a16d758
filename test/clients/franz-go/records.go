// What a producer sends is what a consumer gets.
package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

var recordStories = []story{
	{"idempotent produce keeps order, and offsets are gapless", idempotent},
	{"keys, headers and nulls arrive as they were", shapes},
	{"compression with gzip", compressed(kgo.GzipCompression())},
	{"compression with snappy", compressed(kgo.SnappyCompression())},
	{"compression with lz4", compressed(kgo.Lz4Compression())},
	{"compression with zstd", compressed(kgo.ZstdCompression())},
	{"seeks to offsets and times, and partitions that are paused", seeks},
	{"a record that is too large", refused},
}

func reader(server *cluster, topic string, partition int32, offset kgo.Offset) *kgo.Client {
	return server.client(kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{topic: {partition: offset}}))
}

func idempotent(ctx context.Context, server *cluster) {
	topic := server.topic(ctx, 3, nil)
	client := server.client(kgo.RecordPartitioner(kgo.ManualPartitioner()))
	defer client.Close()
	values := numbered(5000, "v")
	records := make([]*kgo.Record, len(values))
	for index, value := range values {
		records[index] = &kgo.Record{Topic: topic, Partition: 1, Value: []byte(value)}
	}
	must(client.ProduceSync(ctx, records...).FirstErr())
	for index, record := range records {
		same(record.Offset, int64(index), "an offset")
	}
	consumer := reader(server, topic, 1, kgo.NewOffset().AtStart())
	defer consumer.Close()
	same(valuesOf(read(ctx, consumer, len(values))), values, "values")
}

func shapes(ctx context.Context, server *cluster) {
	topic := server.topic(ctx, 1, nil)
	client := server.client()
	defer client.Close()
	everyByte := make([]byte, 256)
	for value := range everyByte {
		everyByte[value] = byte(value)
	}
	headers := []kgo.RecordHeader{{Key: "a", Value: everyByte}, {Key: "ключ", Value: nil}, {Key: "a", Value: []byte{}}}
	full := &kgo.Record{Topic: topic, Key: everyByte, Value: everyByte, Headers: headers}
	null := &kgo.Record{Topic: topic}
	empty := &kgo.Record{Topic: topic, Key: []byte{}, Value: []byte{}}
	for _, record := range []*kgo.Record{full, null, empty} {
		must(client.ProduceSync(ctx, record).FirstErr())
	}
	consumer := reader(server, topic, 0, kgo.NewOffset().AtStart())
	defer consumer.Close()
	found := read(ctx, consumer, 3)
	same([][]byte{found[0].Key, found[0].Value}, [][]byte{everyByte, everyByte}, "the full one")
	same(found[0].Headers, headers, "headers")
	same([]bool{found[1].Key == nil, found[1].Value == nil, found[2].Key == nil, found[2].Value == nil}, []bool{true, true, false, false}, "nulls")
}

func compressed(codec kgo.CompressionCodec) func(context.Context, *cluster) {
	return func(ctx context.Context, server *cluster) {
		topic := server.topic(ctx, 1, nil)
		client := server.client(kgo.ProducerBatchCompression(codec))
		defer client.Close()
		var values []string
		var records []*kgo.Record
		for number := range 3000 {
			values = append(values, fmt.Sprint(strings.Repeat("order ", number%40), number))
			records = append(records, &kgo.Record{Topic: topic, Value: []byte(values[number])})
		}
		must(client.ProduceSync(ctx, records...).FirstErr())
		consumer := reader(server, topic, 0, kgo.NewOffset().AtStart())
		defer consumer.Close()
		same(valuesOf(read(ctx, consumer, len(values))), values, "values")
	}
}

func seeks(ctx context.Context, server *cluster) {
	topic := server.topic(ctx, 2, nil)
	client := server.client(kgo.RecordPartitioner(kgo.ManualPartitioner()))
	defer client.Close()
	for number, value := range numbered(100, "v") {
		record := &kgo.Record{Topic: topic, Partition: int32(number % 2), Value: []byte(value)}
		must(client.ProduceSync(ctx, record).FirstErr())
	}
	atOffset := reader(server, topic, 0, kgo.NewOffset().At(21))
	defer atOffset.Close()
	first := read(ctx, atOffset, 1)[0]
	same(string(first.Value), "v42", "where it was told to begin")
	atTime := reader(server, topic, 0, kgo.NewOffset().AfterMilli(first.Timestamp.UnixMilli()))
	defer atTime.Close()
	same(read(ctx, atTime, 1)[0].Timestamp.Before(first.Timestamp), false, "the first record at a time")
	both := server.client(kgo.ConsumeTopics(topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	defer both.Close()
	both.PauseFetchPartitions(map[string][]int32{topic: {0}})
	for _, record := range read(ctx, both, 50) {
		same(record.Partition, int32(1), "the partition of a record while the other is paused")
	}
	both.ResumeFetchPartitions(map[string][]int32{topic: {0}})
	same(len(read(ctx, both, 50)), 50, "records of the other one")
}

func refused(ctx context.Context, server *cluster) {
	limit := "1000"
	topic := server.topic(ctx, 1, map[string]*string{"max.message.bytes": &limit})
	client := server.client(kgo.ProducerBatchCompression(kgo.NoCompression()))
	defer client.Close()
	err := client.ProduceSync(ctx, &kgo.Record{Topic: topic, Value: make([]byte, 5000)}).FirstErr()
	same(errors.Is(err, kerr.MessageTooLarge), true, "it is too large")
	small := &kgo.Record{Topic: topic, Value: []byte("small")}
	must(client.ProduceSync(ctx, small).FirstErr())
	same(small.Offset, int64(0), "the offset of the next")
}
