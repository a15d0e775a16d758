"""What a producer sends is what a consumer gets."""

import time

from confluent_kafka import OFFSET_BEGINNING, OFFSET_END, KafkaError, KafkaException, TopicPartition

from cluster import numbered, read, same, send_all, values_of


def idempotent(cluster):
    topic = cluster.topic(3)
    producer = cluster.producer(enable_idempotence=True, linger_ms=5)
    values = numbered(5000)
    same(send_all(producer, topic, values, partition=1), list(range(5000)), "offsets")
    consumer = cluster.consumer()
    consumer.assign([TopicPartition(topic, 1, OFFSET_BEGINNING)])
    same(values_of(read(consumer, 5000)), values, "values")
    consumer.close()


def shapes(cluster):
    topic = cluster.topic()
    every_byte = bytes(range(256))
    producer = cluster.producer()
    headers = [("a", every_byte), ("ключ", None), ("a", b"")]
    producer.produce(topic, key=every_byte, value=every_byte, headers=headers, timestamp=1_234_567)
    producer.produce(topic, key=None, value=None)
    producer.produce(topic, key=b"", value=b"")
    producer.flush(30)
    consumer = cluster.consumer()
    consumer.assign([TopicPartition(topic, 0, OFFSET_BEGINNING)])
    full, null, empty = read(consumer, 3)
    same((full.key(), full.value(), full.timestamp()[1]), (every_byte, every_byte, 1_234_567), "the full one")
    same(full.headers(), headers, "headers")
    same((null.key(), null.value(), null.headers()), (None, None, None), "the one of nulls")
    same((empty.key(), empty.value()), (b"", b""), "the empty one")
    consumer.close()


def compressed(codec):
    def story(cluster):
        topic = cluster.topic()
        values = [b"order " * (number % 40) + str(number).encode() for number in range(3000)]
        send_all(cluster.producer(compression_type=codec, linger_ms=20), topic, values, partition=0)
        consumer = cluster.consumer()
        consumer.assign([TopicPartition(topic, 0, OFFSET_BEGINNING)])
        same(values_of(read(consumer, 3000)), values, "values")
        consumer.close()

    return story


def plain(cluster):
    topic = cluster.topic()
    for acks in (0, 1):
        producer = cluster.producer(acks=acks)
        producer.produce(topic, value=f"acks {acks}".encode(), partition=0)
        same(producer.flush(30), 0, "records left over")
    consumer = cluster.consumer()
    consumer.assign([TopicPartition(topic, 0, OFFSET_BEGINNING)])
    same(values_of(read(consumer, 2)), [b"acks 0", b"acks 1"], "values")
    consumer.close()


def seeks(cluster):
    topic = cluster.topic()
    producer = cluster.producer()
    for number in range(100):
        producer.produce(topic, value=f"v{number}".encode(), partition=0, timestamp=10_000 + number)
    producer.flush(30)
    consumer = cluster.consumer()
    partition = TopicPartition(topic, 0)
    consumer.assign([TopicPartition(topic, 0, 42)])
    same(read(consumer, 1)[0].value(), b"v42", "where it was assigned")
    consumer.seek(TopicPartition(topic, 0, 7))
    same(read(consumer, 1)[0].value(), b"v7", "after a seek")
    consumer.seek(TopicPartition(topic, 0, OFFSET_END))
    same(consumer.poll(1), None, "what is at the end")
    same(consumer.get_watermark_offsets(partition), (0, 100), "watermarks")
    (found,) = consumer.offsets_for_times([TopicPartition(topic, 0, 10_060)])
    same(found.offset, 60, "the offset for a time")
    consumer.seek(found)
    same(read(consumer, 1)[0].value(), b"v60", "at that time")
    consumer.pause([partition])
    same(consumer.poll(0.5), None, "what a paused one brings")
    consumer.resume([partition])
    same(read(consumer, 1)[0].value(), b"v61", "after it was resumed")
    consumer.close()


def refused(cluster):
    topic = cluster.topic(max_message_bytes="1000")
    producer = cluster.producer()
    errors = []
    producer.produce(topic, value=b"x" * 5000, on_delivery=lambda error, _: errors.append(error))
    producer.flush(30)
    same([error.code() for error in errors], [KafkaError.MSG_SIZE_TOO_LARGE], "the refusal")
    same(send_all(producer, topic, [b"small"], partition=0), [0], "the record after it")
    consumer = cluster.consumer(allow_auto_create_topics=False)
    consumer.subscribe(["no-such-topic"])
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        message = consumer.poll(0.2)
        if message is not None:
            same(message.error().code(), KafkaError.UNKNOWN_TOPIC_OR_PART, "what a consumer of a topic that is not there hears")
            consumer.close()
            return
    raise KafkaException("a consumer of a topic that is not there heard nothing")


RECORD_STORIES = {
    "idempotent produce keeps order, and offsets are gapless": idempotent,
    "keys, headers and nulls arrive as they were": shapes,
    **{f"compression with {codec}": compressed(codec) for codec in ("none", "gzip", "snappy", "lz4", "zstd")},
    "acks 0 and 1": plain,
    "seeks, times, watermarks, pause and resume": seeks,
    "a record that is too large and a topic that is not there": refused,
}
