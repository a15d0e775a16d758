"""Topics, configs, offsets and groups through librdkafka's admin client."""

from confluent_kafka import ConsumerGroupTopicPartitions, ElectionType, KafkaError, KafkaException, TopicCollection, TopicPartition
from confluent_kafka.admin import AlterConfigOpType, ConfigEntry, ConfigResource, NewPartitions, NewTopic, OffsetSpec, ResourceType

from cluster import numbered, read, same, send_all, unique


def topics(cluster):
    name = unique("orders")
    new = NewTopic(name, 4, 2, config={"retention.ms": "600000"})
    cluster.admin.create_topics([new])[name].result()
    described = cluster.admin.describe_topics(TopicCollection([name]))[name].result()
    same((described.name, len(described.partitions), len(described.partitions[0].replicas)), (name, 4, 2), "the topic")
    try:
        cluster.admin.create_topics([new])[name].result()
        raise AssertionError("a topic is made once")
    except KafkaException as refusal:
        same(refusal.args[0].code(), KafkaError.TOPIC_ALREADY_EXISTS, "the refusal")
    cluster.admin.create_partitions([NewPartitions(name, 6)])[name].result()
    same(len(cluster.admin.list_topics(name).topics[name].partitions), 6, "partitions")
    cluster.admin.delete_topics([name])[name].result()
    same(name in cluster.admin.list_topics().topics, False, "whether it is still listed")


def configs(cluster):
    name = cluster.topic()
    set_policy = ConfigEntry("cleanup.policy", "compact", incremental_operation=AlterConfigOpType.SET)
    resource = ConfigResource(ResourceType.TOPIC, name, incremental_configs=[set_policy])
    cluster.admin.incremental_alter_configs([resource])[resource].result()
    asked = ConfigResource(ResourceType.TOPIC, name)
    same(cluster.admin.describe_configs([asked])[asked].result()["cleanup.policy"].value, "compact", "cleanup.policy")


def brokers(cluster):
    described = cluster.admin.describe_cluster().result()
    same(sorted(node.id for node in described.nodes), [1, 2, 3], "brokers")
    partition = TopicPartition(cluster.topic(), 0)
    outcome = cluster.admin.elect_leaders(ElectionType.PREFERRED, [partition]).result()
    same(outcome[partition].code(), KafkaError.ELECTION_NOT_NEEDED, "the election")


def offsets(cluster):
    name = cluster.topic()
    send_all(cluster.producer(), name, numbered(10), partition=0)
    deleted = cluster.admin.delete_records([TopicPartition(name, 0, 4)])
    same([future.result().low_watermark for future in deleted.values()], [4], "the low watermark")
    partition = TopicPartition(name, 0)
    for spec, wanted in ((OffsetSpec.earliest(), 4), (OffsetSpec.latest(), 10)):
        same(cluster.admin.list_offsets({partition: spec})[partition].result().offset, wanted, "an offset")


def groups(cluster):
    name = cluster.topic()
    group = unique("seen")
    send_all(cluster.producer(), name, numbered(5), partition=0)
    consumer = cluster.consumer(group_id=group)
    consumer.subscribe([name])
    read(consumer, 5)
    consumer.commit(asynchronous=False)
    described = cluster.admin.describe_consumer_groups([group])[group].result()
    same((described.state.name, len(described.members)), ("STABLE", 1), "the group")
    consumer.close()
    listed = cluster.admin.list_consumer_groups().result().valid
    same([one.state.name for one in listed if one.group_id == group], ["EMPTY"], "the group in the list")
    moved = ConsumerGroupTopicPartitions(group, [TopicPartition(name, 0, 2)])
    cluster.admin.alter_consumer_group_offsets([moved])[group].result()
    asked = cluster.admin.list_consumer_group_offsets([ConsumerGroupTopicPartitions(group)])[group].result()
    same([partition.offset for partition in asked.topic_partitions], [2], "its offsets")
    cluster.admin.delete_consumer_groups([group])[group].result()
    listed = cluster.admin.list_consumer_groups().result().valid
    same([one.group_id for one in listed if one.group_id == group], [], "the group after it was deleted")


ADMIN_STORIES = {
    "topics are made, described, widened and deleted": topics,
    "configs of topics": configs,
    "the cluster, and an election that nobody needs": brokers,
    "records are deleted, and offsets told": offsets,
    "groups are described, moved and deleted": groups,
}
