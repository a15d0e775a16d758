// Topics, configs, offsets and groups through kadm.
package main

import (
	"context"
	"errors"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

var adminStories = []story{
	{"topics are made, listed, widened and deleted", topics},
	{"configs of topics", configs},
	{"partitions are moved, and leaders elected", moves},
	{"records are deleted, and offsets told", offsets},
	{"groups are described, moved and deleted", groups},
	{"brokers, log directories and features", brokers},
}

func topics(ctx context.Context, server *cluster) {
	name := server.topic(ctx, 4, nil)
	listed, err := server.admin.ListTopics(ctx, name)
	must(err)
	same(len(listed[name].Partitions), 4, "partitions")
	same(len(listed[name].Partitions[3].Replicas), 3, "replicas")
	again, err := server.admin.CreateTopic(ctx, 1, 1, nil, name)
	same(errors.Is(err, kerr.TopicAlreadyExists) || errors.Is(again.Err, kerr.TopicAlreadyExists), true, "a topic is made once")
	widened, err := server.admin.UpdatePartitions(ctx, 6, name)
	must(err)
	must(widened.Error())
	deleted, err := server.admin.DeleteTopics(ctx, name)
	must(err)
	must(deleted.Error())
	listed, err = server.admin.ListTopics(ctx)
	must(err)
	same(listed.Has(name), false, "whether it is still listed")
}

func configs(ctx context.Context, server *cluster) {
	name := server.topic(ctx, 1, nil)
	altered, err := server.admin.AlterTopicConfigs(ctx, []kadm.AlterConfig{{Op: kadm.SetConfig, Name: "retention.ms", Value: kadm.StringPtr("600000")}}, name)
	must(err)
	must(altered[0].Err)
	described, err := server.admin.DescribeTopicConfigs(ctx, name)
	must(err)
	for _, config := range described[0].Configs {
		if config.Key == "retention.ms" {
			same(config.MaybeValue(), "600000", "retention.ms")
			return
		}
	}
	panic("retention.ms is not described")
}

func moves(ctx context.Context, server *cluster) {
	name := server.topic(ctx, 1, nil)
	var wanted kadm.AlterPartitionAssignmentsReq
	wanted.Assign(name, 0, []int32{3, 2})
	moved, err := server.admin.AlterPartitionAssignments(ctx, wanted)
	must(err)
	must(moved.Error())
	for {
		listed, err := server.admin.ListTopics(ctx, name)
		must(err)
		partition := listed[name].Partitions[0]
		if len(partition.Replicas) == 2 && partition.Leader == 3 {
			return
		}
		elected, err := server.admin.ElectLeaders(ctx, kadm.ElectPreferredReplica, kadm.TopicsSet{name: {0: {}}})
		must(err)
		if failure := elected[name][0].Err; failure != nil && !errors.Is(failure, kerr.ElectionNotNeeded) {
			panic(failure)
		}
	}
}

func offsets(ctx context.Context, server *cluster) {
	name := server.topic(ctx, 1, nil)
	client := server.client()
	defer client.Close()
	for _, value := range numbered(10, "v") {
		must(client.ProduceSync(ctx, &kgo.Record{Topic: name, Value: []byte(value)}).FirstErr())
	}
	var until kadm.Offsets
	until.AddOffset(name, 0, 4, -1)
	deleted, err := server.admin.DeleteRecords(ctx, until)
	must(err)
	same(deleted[name][0].LowWatermark, int64(4), "the low watermark")
	start, err := server.admin.ListStartOffsets(ctx, name)
	must(err)
	end, err := server.admin.ListEndOffsets(ctx, name)
	must(err)
	same([]int64{start[name][0].Offset, end[name][0].Offset}, []int64{4, 10}, "offsets")
}

func groups(ctx context.Context, server *cluster) {
	name := server.topic(ctx, 1, nil)
	group := unique("seen")
	client := server.client(kgo.ConsumerGroup(group), kgo.ConsumeTopics(name), kgo.DisableAutoCommit())
	for _, value := range numbered(5, "v") {
		must(client.ProduceSync(ctx, &kgo.Record{Topic: name, Value: []byte(value)}).FirstErr())
	}
	read(ctx, client, 5)
	must(client.CommitUncommittedOffsets(ctx))
	lags, err := server.admin.Lag(ctx, group)
	must(err)
	same([]any{lags[group].State, len(lags[group].Members), lags[group].Lag.Total()}, []any{"Stable", 1, int64(0)}, "the group")
	client.Close()
	var moved kadm.Offsets
	moved.AddOffset(name, 0, 2, -1)
	must(server.admin.CommitAllOffsets(ctx, group, moved))
	lags, err = server.admin.Lag(ctx, group)
	must(err)
	same([]any{lags[group].State, lags[group].Lag.Total()}, []any{"Empty", int64(3)}, "the group, moved")
	deleted, err := server.admin.DeleteGroup(ctx, group)
	must(err)
	must(deleted.Err)
}

func brokers(ctx context.Context, server *cluster) {
	metadata, err := server.admin.BrokerMetadata(ctx)
	must(err)
	same(metadata.Brokers.NodeIDs(), []int32{1, 2, 3}, "brokers")
	name := server.topic(ctx, 2, nil)
	directories, err := server.admin.DescribeAllLogDirs(ctx, kadm.TopicsSet{name: {0: {}, 1: {}}})
	must(err)
	count := 0
	directories.Each(func(one kadm.DescribedLogDir) { one.Topics.Each(func(kadm.DescribedLogDirPartition) { count++ }) })
	same(count, 6, "replicas in log directories")
	versions, err := server.admin.ApiVersions(ctx)
	must(err)
	same(len(versions), 3, "brokers that tell their versions")
}
