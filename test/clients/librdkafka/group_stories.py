"""Groups of both protocols, and what becomes of them when a broker is killed."""

from confluent_kafka import TopicPartition

from cluster import becomes, numbered, read, same, send_all, unique

PARTITIONS = 4


def member(cluster, topic, group, protocol, **configs):
    consumer = cluster.consumer(group_id=group, group_protocol=protocol, topic_metadata_refresh_interval_ms=2000, **configs)
    consumer.subscribe([topic])
    return consumer


def share(members, seen):
    """Lets each of them poll once; whether all partitions are in equal parts."""
    for one in members:
        message = one.poll(0.1)
        while message is not None:
            if message.error():
                raise AssertionError(str(message.error()))
            seen.add(message.value())
            message = one.poll(0)
    parts = [{partition.partition for partition in one.assignment()} for one in members]
    return len(set.union(*parts)) == PARTITIONS and all(len(part) == PARTITIONS // len(members) for part in parts)


def sharing(protocol, **configs):
    def story(cluster):
        topic = cluster.topic(PARTITIONS)
        group = unique("sharing")
        seen = set()
        first = member(cluster, topic, group, protocol, **configs)
        becomes(lambda: share([first], seen), "the first has all")
        second = member(cluster, topic, group, protocol, **configs)
        becomes(lambda: share([first, second], seen), "both have two")
        values = numbered(400)
        send_all(cluster.producer(), topic, values)
        becomes(lambda: share([first, second], seen) and len(seen) == 400, "everything is read")
        second.close()
        becomes(lambda: share([first], seen), "the first has all again")
        first.close()
        same(seen, set(values), "values")

    return story


def committing(protocol):
    def story(cluster):
        topic = cluster.topic(PARTITIONS)
        group = unique("committing")
        for index in range(PARTITIONS):
            send_all(cluster.producer(), topic, numbered(10), partition=index)
        consumer = member(cluster, topic, group, protocol)
        read(consumer, 40)
        consumer.commit(offsets=[TopicPartition(topic, 0, 7), TopicPartition(topic, 1, 10)], asynchronous=False)
        consumer.close()
        consumer = member(cluster, topic, group, protocol)
        again = read(consumer, 3 + 20)
        same([message.offset() for message in again if message.partition() == 0], [7, 8, 9], "from t-0")
        same([message for message in again if message.partition() == 1], [], "from t-1")
        (committed,) = consumer.committed([TopicPartition(topic, 0)])
        same(committed.offset, 7, "the committed offset")
        consumer.close()

    return story


def killed_coordinator(protocol):
    def story(cluster):
        topic = cluster.topic(PARTITIONS, min_insync_replicas="2")
        group = unique("shaken")
        seen = set()
        members = [member(cluster, topic, group, protocol)]
        becomes(lambda: share(members, seen), "the first has all")
        coordinator = cluster.admin.describe_consumer_groups([group])[group].result().coordinator.id
        values = numbered(600)
        with cluster.without(coordinator, "kill", "start"):
            producer = cluster.producer(enable_idempotence=True)
            for value in values:
                producer.produce(topic, value=value)
            members.append(member(cluster, topic, group, protocol))
            becomes(lambda: share(members, seen), "both have two")
            same(producer.flush(60), 0, "records left over")
            becomes(lambda: share(members, seen) and len(seen) == 600, "everything is read")
        for one in members:
            one.close()
        same(seen, set(values), "values")

    return story


GROUP_STORIES = {
    "two members share a topic, and one takes over, classic": sharing("classic"),
    "two members share a topic, and one takes over, cooperative": sharing("classic", partition_assignment_strategy="cooperative-sticky"),
    "two members share a topic, and one takes over, consumer": sharing("consumer"),
    "committed offsets are where the next begins, classic": committing("classic"),
    "committed offsets are where the next begins, consumer": committing("consumer"),
    "a group goes on while its coordinator is killed, classic": killed_coordinator("classic"),
    "a group goes on while its coordinator is killed, consumer": killed_coordinator("consumer"),
}
