// franz-go against a running server: every story in its order, with a line for each as test/clients/client-suite.ts reads it.
package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"
)

// Each story gets so long, however it waits.
const patience = 90 * time.Second

type story struct {
	name string
	run  func(context.Context, *cluster)
}

func main() {
	server := newCluster()
	for _, stories := range [][]story{adminStories, recordStories, groupStories, transactionStories} {
		for _, one := range stories {
			if strings.Contains(one.name, os.Getenv("SAMSA_STORY")) {
				tell(one, server)
			}
		}
	}
}

func tell(one story, server *cluster) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	defer func() {
		if failure := recover(); failure != nil {
			fmt.Printf("failed: %s: %s\n", one.name, strings.Join(strings.Fields(fmt.Sprint(failure)), " "))
			return
		}
		fmt.Printf("passed: %s\n", one.name)
	}()
	one.run(ctx, server)
}
