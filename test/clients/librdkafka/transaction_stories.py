"""Transactions as librdkafka speaks them: the classic protocol, with partitions that are added one request after another."""

from confluent_kafka import OFFSET_BEGINNING, KafkaException, TopicPartition

from cluster import becomes, numbered, read, same, send_all, unique, values_of


def transactional(cluster, transactional_id):
    producer = cluster.producer(transactional_id=transactional_id)
    producer.init_transactions(30)
    return producer


def committed_values(cluster, topic, count):
    consumer = cluster.consumer(isolation_level="read_committed")
    consumer.assign([TopicPartition(topic, 0, OFFSET_BEGINNING)])
    found = values_of(read(consumer, count))
    same(consumer.poll(0.5), None, "what comes after that")
    consumer.close()
    return found


def commit_and_abort(cluster):
    topic = cluster.topic(2)
    producer = transactional(cluster, unique("payments"))
    for number in range(6):
        producer.begin_transaction()
        for partition in range(2):
            producer.produce(topic, value=f"t{number}".encode(), partition=partition)
        producer.flush(30)
        if number % 2 == 0:
            producer.commit_transaction(30)
        else:
            producer.abort_transaction(30)
    same(committed_values(cluster, topic, 3), [b"t0", b"t2", b"t4"], "what is committed")


def fencing(cluster):
    topic = cluster.topic()
    transactional_id = unique("fenced")
    first = transactional(cluster, transactional_id)
    first.begin_transaction()
    first.produce(topic, value=b"from the first", partition=0)
    first.flush(30)
    second = transactional(cluster, transactional_id)
    second.begin_transaction()
    second.produce(topic, value=b"from the second", partition=0)
    try:
        first.commit_transaction(30)
        raise AssertionError("the first is fenced")
    except KafkaException as refusal:
        same(refusal.args[0].fatal(), True, "whether the refusal is fatal")
    second.commit_transaction(30)
    same(committed_values(cluster, topic, 1), [b"from the second"], "what is committed")


def exactly_once(protocol):
    def story(cluster):
        source, target = cluster.topic(3), cluster.topic(1)
        group = unique("transformer")
        send_all(cluster.producer(), source, numbered(300))
        producer = transactional(cluster, unique("transform"))
        consumer = cluster.consumer(group_id=group, group_protocol=protocol, isolation_level="read_committed")
        consumer.subscribe([source])
        rounds = 0

        def is_done():
            nonlocal rounds
            messages = consumer.consume(25, 0.2)
            if messages:
                rounds += 1
                transform(producer, consumer, target, messages, rounds % 3 == 0)
            offsets = cluster_offsets(consumer)
            return sum(offsets) == 300

        becomes(is_done, "everything is processed")
        consumer.close()
        same(sorted(committed_values(cluster, target, 300)), sorted(numbered(300, "V")), "what was processed")

    return story


def cluster_offsets(consumer):
    return [max(0, partition.offset) for partition in consumer.committed(consumer.assignment(), 30)]


def transform(producer, consumer, target, messages, aborts):
    """What is aborted is read again."""
    producer.begin_transaction()
    for message in messages:
        producer.produce(target, value=message.value().upper(), partition=0)
    producer.send_offsets_to_transaction(consumer.position(consumer.assignment()), consumer.consumer_group_metadata(), 30)
    if not aborts:
        producer.commit_transaction(30)
        return
    producer.abort_transaction(30)
    for partition in consumer.committed(consumer.assignment(), 30):
        where = partition.offset if partition.offset >= 0 else OFFSET_BEGINNING
        consumer.seek(TopicPartition(partition.topic, partition.partition, where))


TRANSACTION_STORIES = {
    "transactions commit and abort": commit_and_abort,
    "a producer that is replaced is fenced": fencing,
    "exactly once from topic to topic, classic protocol": exactly_once("classic"),
    "exactly once from topic to topic, consumer protocol": exactly_once("consumer"),
}
