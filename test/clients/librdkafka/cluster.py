"""The server under test: clients with the configs that every story wants, and the HTTP API that brings brokers down and up."""

import contextlib
import os
import time
import urllib.request
import uuid

from confluent_kafka import Consumer, Producer
from confluent_kafka.admin import AdminClient, NewTopic

PATIENCE_S = 60


def same(found, wanted, what):
    if found != wanted:
        raise AssertionError(f"{what}: expected {wanted!r}, found {found!r}")


def becomes(question, what):
    """Asks again and again, with whatever waiting the question itself does."""
    deadline = time.monotonic() + PATIENCE_S
    while not question():
        if time.monotonic() > deadline:
            raise AssertionError(f"never came true: {what}")


def unique(prefix):
    return f"{prefix}-{uuid.uuid4().hex[:8]}"


class Cluster:
    def __init__(self):
        self.bootstrap_servers = os.environ["SAMSA_BOOTSTRAP_SERVERS"]
        self._sandbox_url = os.environ["SAMSA_SANDBOX_URL"]
        self._key = os.environ["SAMSA_KEY"]
        self.admin = AdminClient({"bootstrap.servers": self.bootstrap_servers})

    def producer(self, **configs):
        return Producer({"bootstrap.servers": self.bootstrap_servers, **dotted(configs)})

    def consumer(self, **configs):
        """One that reads from the beginning and commits by hand, unless the configs say otherwise."""
        defaults = {"group.id": unique("group"), "auto.offset.reset": "earliest", "enable.auto.commit": False}
        return Consumer({"bootstrap.servers": self.bootstrap_servers, **defaults, **dotted(configs)})

    def topic(self, partitions=1, **configs):
        """A topic with a name that nobody else has."""
        name = unique("topic")
        self.admin.create_topics([NewTopic(name, partitions, 3, config=dotted(configs))])[name].result()
        return name

    @contextlib.contextmanager
    def without(self, broker_id, take_away, bring_back):
        """`kill` and `start`, or `pause` and `resume` (docs/faults.md). The broker is there again afterwards, come what may."""
        self._node(broker_id, take_away)
        try:
            yield
        finally:
            self._node(broker_id, bring_back)

    def _node(self, broker_id, verb):
        url = f"{self._sandbox_url}/brokers/{broker_id}:{verb}"
        headers = {"Authorization": f"Bearer {self._key}"}
        urllib.request.urlopen(urllib.request.Request(url, method="POST", headers=headers)).close()


def dotted(configs):
    """Names of Kafka as Python can write them."""
    return {name.replace("_", "."): value for name, value in configs.items()}


def send_all(producer, topic, values, partition=None):
    """Produces and waits; the offsets that the broker told, in the order of the values."""
    offsets = {}

    def delivered(error, message):
        if error is not None:
            raise AssertionError(f"{message.value()} was not delivered: {error}")
        offsets[message.value()] = message.offset()

    for value in values:
        where = {} if partition is None else {"partition": partition}
        producer.produce(topic, value=value, on_delivery=delivered, **where)
    same(producer.flush(PATIENCE_S), 0, "records left over")
    return [offsets[value] for value in values]


def read(consumer, count):
    """Polls until so many records have come."""
    found = []
    deadline = time.monotonic() + PATIENCE_S
    while len(found) < count:
        if time.monotonic() > deadline:
            raise AssertionError(f"only {len(found)} of {count} records came")
        message = consumer.poll(0.2)
        if message is None:
            continue
        if message.error():
            raise AssertionError(str(message.error()))
        found.append(message)
    return found


def values_of(messages):
    return [message.value() for message in messages]


def numbered(count, prefix="v"):
    return [f"{prefix}{number}".encode() for number in range(count)]
