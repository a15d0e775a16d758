"""librdkafka against a running server: every story in its order, with a line for each as test/clients/client-suite.ts reads it."""

import os
import sys
import traceback

from admin_stories import ADMIN_STORIES
from cluster import Cluster
from group_stories import GROUP_STORIES
from record_stories import RECORD_STORIES
from transaction_stories import TRANSACTION_STORIES


def tell(name, story, cluster):
    try:
        story(cluster)
        print(f"passed: {name}", flush=True)
    except Exception as failure:  # whatever it is, it belongs to this story and the next one is run
        why = " ".join(f"{type(failure).__name__} {failure}".split())
        print(f"failed: {name}: {why}", flush=True)
        traceback.print_exc(file=sys.stderr)


wanted = os.environ.get("SAMSA_STORY", "")
for name, story in {**ADMIN_STORIES, **RECORD_STORIES, **GROUP_STORIES, **TRANSACTION_STORIES}.items():
    if wanted in name:
        tell(name, story, Cluster())
