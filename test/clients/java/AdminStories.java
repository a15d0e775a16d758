// Topics, configs, partitions and offsets through the admin client.
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

public final class AdminStories {
  private AdminStories() {}

  public static void all(Map<String, Story> stories) {
    stories.put("the cluster and its brokers", AdminStories::cluster);
    stories.put("topics are made, found by name and id, and deleted", AdminStories::topics);
    stories.put("configs of topics and brokers", AdminStories::configs);
    stories.put("partitions are added and moved, and leaders elected", AdminStories::partitions);
    stories.put("records are deleted, and offsets told", AdminStories::deleteRecords);
    stories.put("log directories, quorum and features", AdminStories::machinery);
  }

  private static void cluster(Cluster cluster) throws Exception {
    try (var admin = cluster.admin()) {
      var described = admin.describeCluster();
      Check.same(List.of(1, 2, 3), described.nodes().get().stream().map(Node::id).sorted().toList(), "brokers");
      Check.same(3L, described.nodes().get().stream().map(Node::port).distinct().count(), "ports");
      Check.same(22, described.clusterId().get().length(), "characters of the cluster id");
    }
  }

  private static void topics(Cluster cluster) throws Exception {
    try (var admin = cluster.admin()) {
      var name = Cluster.unique("orders");
      var topic = new NewTopic(name, Optional.of(4), Optional.of((short) 2)).configs(Map.of("retention.ms", "600000"));
      var made = admin.createTopics(List.of(topic));
      Check.same(4, made.numPartitions(name).get(), "partitions");
      Check.same("600000", made.config(name).get().get("retention.ms").value(), "retention.ms");
      var id = made.topicId(name).get();
      Check.isTrue(admin.listTopics().names().get().contains(name), "the topic is listed");
      var byName = admin.describeTopics(List.of(name)).allTopicNames().get().get(name);
      Check.same(4, byName.partitions().size(), "partitions by name");
      Check.same(2, byName.partitions().get(3).replicas().size(), "replicas");
      var byId = admin.describeTopics(TopicCollection.ofTopicIds(List.of(id))).allTopicIds().get().get(id);
      Check.same(List.of(name, 4), List.of(byId.name(), byId.partitions().size()), "the topic by its id");
      Check.fails(TopicExistsException.class, () -> admin.createTopics(List.of(topic)).all().get());
      var tooMany = new NewTopic(name + "-9", Optional.of(1), Optional.of((short) 9));
      Check.fails(InvalidReplicationFactorException.class, () -> admin.createTopics(List.of(tooMany)).all().get());
      admin.deleteTopics(TopicCollection.ofTopicIds(List.of(id))).all().get();
      Check.fails(UnknownTopicOrPartitionException.class, () -> admin.describeTopics(List.of(name)).allTopicNames().get());
      Check.fails(UnknownTopicIdException.class, () -> admin.deleteTopics(TopicCollection.ofTopicIds(List.of(id))).all().get());
    }
  }

  private static void configs(Cluster cluster) throws Exception {
    var topic = new ConfigResource(ConfigResource.Type.TOPIC, cluster.topic(1));
    var broker = new ConfigResource(ConfigResource.Type.BROKER, "1");
    try (var admin = cluster.admin()) {
      var set = new AlterConfigOp(new ConfigEntry("cleanup.policy", "compact"), AlterConfigOp.OpType.SET);
      var append = new AlterConfigOp(new ConfigEntry("cleanup.policy", "delete"), AlterConfigOp.OpType.APPEND);
      admin.incrementalAlterConfigs(Map.of(topic, List.of(set))).all().get();
      admin.incrementalAlterConfigs(Map.of(topic, List.of(append))).all().get();
      var entry = admin.describeConfigs(List.of(topic)).all().get().get(topic).get("cleanup.policy");
      Check.same("compact,delete", entry.value(), "cleanup.policy");
      Check.same(ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG, entry.source(), "its source");
      var delete = new AlterConfigOp(new ConfigEntry("cleanup.policy", ""), AlterConfigOp.OpType.DELETE);
      admin.incrementalAlterConfigs(Map.of(topic, List.of(delete))).all().get();
      var again = admin.describeConfigs(List.of(topic)).all().get().get(topic).get("cleanup.policy");
      Check.same("delete", again.value(), "cleanup.policy, once more");
      Check.isTrue(again.isDefault(), "it is the default");
      var ofBroker = admin.describeConfigs(List.of(broker)).all().get().get(broker);
      Check.same("1", ofBroker.get("min.insync.replicas").value(), "min.insync.replicas");
    }
  }

  private static void partitions(Cluster cluster) throws Exception {
    var name = cluster.topic(1);
    var partition = new TopicPartition(name, 0);
    try (var admin = cluster.admin()) {
      admin.createPartitions(Map.of(name, NewPartitions.increaseTo(3))).all().get();
      Check.same(3, admin.describeTopics(List.of(name)).allTopicNames().get().get(name).partitions().size(), "partitions");
      Check.fails(InvalidPartitionsException.class, () -> admin.createPartitions(Map.of(name, NewPartitions.increaseTo(2))).all().get());
      var replicas = admin.describeTopics(List.of(name)).allTopicNames().get().get(name).partitions().get(0).replicas();
      var reversed = List.of(replicas.get(2).id(), replicas.get(1).id(), replicas.get(0).id());
      admin.alterPartitionReassignments(Map.of(partition, Optional.of(new NewPartitionReassignment(reversed)))).all().get();
      Check.becomes(() -> admin.listPartitionReassignments().reassignments().get().isEmpty(), "the reassignment is over");
      admin.electLeaders(ElectionType.PREFERRED, java.util.Set.of(partition)).all().get();
      var moved = admin.describeTopics(List.of(name)).allTopicNames().get().get(name).partitions().get(0);
      Check.same(reversed, moved.replicas().stream().map(Node::id).toList(), "replicas");
      Check.same(reversed.get(0), moved.leader().id(), "the leader");
    }
  }

  private static void deleteRecords(Cluster cluster) throws Exception {
    var partition = new TopicPartition(cluster.topic(1), 0);
    try (var producer = cluster.producer(Map.of()); var admin = cluster.admin()) {
      for (int number = 0; number < 10; number++) {
        producer.send(new ProducerRecord<>(partition.topic(), 0, 1_000L + number, null, "v" + number));
      }
      producer.flush();
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(4))).all().get();
      var specs = Map.of("earliest", OffsetSpec.earliest(), "latest", OffsetSpec.latest(), "at", OffsetSpec.forTimestamp(1_007), "max", OffsetSpec.maxTimestamp());
      for (var spec : specs.entrySet()) {
        var found = admin.listOffsets(Map.of(partition, spec.getValue())).partitionResult(partition).get().offset();
        Check.same(Map.of("earliest", 4L, "latest", 10L, "at", 7L, "max", 9L).get(spec.getKey()), found, spec.getKey());
      }
      Check.fails(OffsetOutOfRangeException.class, () -> admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(11))).all().get());
    }
  }

  private static void machinery(Cluster cluster) throws Exception {
    var partition = new TopicPartition(cluster.topic(1), 0);
    try (var admin = cluster.admin()) {
      var directories = admin.describeLogDirs(List.of(1, 2, 3)).allDescriptions().get();
      var holders = directories.values().stream().flatMap(one -> one.values().stream()).filter(one -> one.replicaInfos().containsKey(partition));
      Check.same(3L, holders.count(), "log directories with the partition");
      var quorum = admin.describeMetadataQuorum().quorumInfo().get();
      Check.same(3, quorum.voters().size(), "voters of the quorum");
      var features = admin.describeFeatures().featureMetadata().get();
      Check.same((short) 2, features.finalizedFeatures().get("transaction.version").maxVersionLevel(), "transaction.version");
      Check.isTrue(admin.listConfigResources().all().get().stream().collect(Collectors.groupingBy(ConfigResource::type)).size() > 0, "config resources");
    }
  }
}
