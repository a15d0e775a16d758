// The server under test: clients with the options that every story wants, and the HTTP API that brings brokers down and up.
package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"os"
	"reflect"
	"strings"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

type cluster struct {
	brokers []string
	admin   *kadm.Client
}

func newCluster() *cluster {
	server := &cluster{brokers: strings.Split(os.Getenv("SAMSA_BOOTSTRAP_SERVERS"), ",")}
	server.admin = kadm.NewClient(server.client())
	return server
}

func (server *cluster) client(options ...kgo.Opt) *kgo.Client {
	client, err := kgo.NewClient(append([]kgo.Opt{kgo.SeedBrokers(server.brokers...)}, options...)...)
	must(err)
	return client
}

// A topic with a name that nobody else has.
func (server *cluster) topic(ctx context.Context, partitions int32, configs map[string]*string) string {
	name := unique("topic")
	made, err := server.admin.CreateTopic(ctx, partitions, 3, configs, name)
	must(err)
	must(made.Err)
	return name
}

// Work that is done without a broker: kill and start, or pause and resume (docs/faults.md). It is there again afterwards, come what may.
func (server *cluster) without(broker int32, takeAway, bringBack string, work func()) {
	server.node(broker, takeAway)
	defer server.node(broker, bringBack)
	work()
}

func (server *cluster) node(broker int32, verb string) {
	url := fmt.Sprintf("%s/brokers/%d:%s", os.Getenv("SAMSA_SANDBOX_URL"), broker, verb)
	request, err := http.NewRequest(http.MethodPost, url, nil)
	must(err)
	request.Header.Set("Authorization", "Bearer "+os.Getenv("SAMSA_KEY"))
	answer, err := http.DefaultClient.Do(request)
	must(err)
	must(answer.Body.Close())
	same(answer.StatusCode/100, 2, verb)
}

// Polls until so many records have come.
func read(ctx context.Context, client *kgo.Client, count int) []*kgo.Record {
	var found []*kgo.Record
	for len(found) < count {
		fetches := client.PollFetches(ctx)
		for _, failure := range fetches.Errors() {
			panic(fmt.Sprintf("%v, after %d of %d records", failure.Err, len(found), count))
		}
		found = append(found, fetches.Records()...)
	}
	return found
}

func numbered(count int, prefix string) []string {
	values := make([]string, count)
	for number := range values {
		values[number] = fmt.Sprintf("%s%d", prefix, number)
	}
	return values
}

func valuesOf(records []*kgo.Record) []string {
	values := make([]string, len(records))
	for index, record := range records {
		values[index] = string(record.Value)
	}
	return values
}

func unique(prefix string) string {
	random := make([]byte, 4)
	_, err := rand.Read(random)
	must(err)
	return prefix + "-" + hex.EncodeToString(random)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func same(found, wanted any, what string) {
	if !reflect.DeepEqual(found, wanted) {
		panic(fmt.Sprintf("%s: expected %v, found %v", what, wanted, found))
	}
}
