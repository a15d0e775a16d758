// Clients in the middle of their work while a broker is killed, or does not answer.
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

public final class FailingBrokerStories {
  private static final int PARTITIONS = 6;
  private static final int RECORDS = 600;
  private static final Duration POLL = Duration.ofMillis(100);

  private FailingBrokerStories() {}

  public static void all(Map<String, Story> stories) {
    stories.put("a group goes on while its coordinator is killed, classic", cluster -> killedCoordinator(cluster, "classic"));
    stories.put("a group goes on while its coordinator is killed, consumer", cluster -> killedCoordinator(cluster, "consumer"));
    stories.put("a transaction commits over the death of a broker", FailingBrokerStories::transaction);
    stories.put("a paused broker answers late, and nothing is lost or doubled", FailingBrokerStories::paused);
  }

  private static void killedCoordinator(Cluster cluster, String protocol) throws Exception {
    var topic = cluster.topic(PARTITIONS, Map.of("min.insync.replicas", "2"));
    var group = Cluster.unique("shaken");
    var members = new ArrayList<KafkaConsumer<String, String>>();
    try (var producer = cluster.producer(Map.of()); var admin = cluster.admin()) {
      for (int number = 0; number < 2; number++) members.add(member(cluster, topic, group, protocol));
      var read = new HashSet<String>();
      Check.becomes(() -> haveEqualParts(members, read), "both have their part");
      var coordinator = admin.describeConsumerGroups(List.of(group)).all().get().get(group).coordinator().id();
      var sent = new ArrayList<Future<RecordMetadata>>();
      cluster.without(coordinator, "kill", "start", () -> {
        for (int number = 0; number < RECORDS; number++) sent.add(producer.send(new ProducerRecord<>(topic, number % PARTITIONS, null, "v" + number)));
        // A third comes while nobody coordinates: the group rebalances on its next coordinator.
        members.add(member(cluster, topic, group, protocol));
        Check.becomes(() -> haveEqualParts(members, read), "all three have their part");
        for (var one : sent) one.get();
        Check.becomes(() -> haveEqualParts(members, read) && read.size() == RECORDS, "everything is read");
      });
      Check.same(Set.copyOf(IntStream.range(0, RECORDS).mapToObj(number -> "v" + number).toList()), read, "values");
      Check.becomes(() -> {
        haveEqualParts(members, read);
        members.forEach(KafkaConsumer::commitSync);
        var committed = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
        return committed.values().stream().mapToLong(OffsetAndMetadata::offset).sum() == RECORDS;
      }, "everything is committed");
    } finally {
      members.forEach(KafkaConsumer::close);
    }
  }

  private static KafkaConsumer<String, String> member(Cluster cluster, String topic, String group, String protocol) {
    var consumer = cluster.consumer(Map.of("group.id", group, "group.protocol", protocol, "metadata.max.age.ms", 2_000));
    consumer.subscribe(List.of(topic));
    return consumer;
  }

  /** Lets each of them poll once, and looks. */
  private static boolean haveEqualParts(List<KafkaConsumer<String, String>> members, Set<String> read) {
    for (var member : members) member.poll(POLL).forEach(record -> read.add(record.value()));
    var owned = new HashSet<TopicPartition>();
    for (var member : members) owned.addAll(member.assignment());
    return owned.size() == PARTITIONS && members.stream().allMatch(member -> member.assignment().size() == PARTITIONS / members.size());
  }

  private static void transaction(Cluster cluster) throws Exception {
    var topic = cluster.topic(3, Map.of("min.insync.replicas", "2"));
    var id = Cluster.unique("over-death");
    try (var producer = cluster.producer(Map.of("transactional.id", id)); var admin = cluster.admin()) {
      producer.initTransactions();
      producer.beginTransaction();
      for (int number = 0; number < 30; number++) producer.send(new ProducerRecord<>(topic, number % 3, null, "v" + number));
      producer.flush();
      var coordinator = admin.describeTransactions(List.of(id)).description(id).get().coordinatorId();
      cluster.without(coordinator, "kill", "start", () -> {
        for (int number = 30; number < 60; number++) producer.send(new ProducerRecord<>(topic, number % 3, null, "v" + number));
        producer.commitTransaction();
      });
    }
    try (var consumer = cluster.consumer(Map.of("isolation.level", "read_committed"))) {
      consumer.assign(IntStream.range(0, 3).mapToObj(index -> new TopicPartition(topic, index)).toList());
      var values = Cluster.read(consumer, 60).stream().map(record -> record.value()).toList();
      Check.same(60, new HashSet<>(values).size(), "different values");
      Check.isTrue(consumer.poll(Duration.ofMillis(500)).isEmpty(), "there is no more");
    }
  }

  private static void paused(Cluster cluster) throws Exception {
    var topic = cluster.topic(3);
    var sent = new ArrayList<Future<RecordMetadata>>();
    try (var producer = cluster.producer(Map.of("request.timeout.ms", 2_000, "delivery.timeout.ms", 60_000, "linger.ms", 0))) {
      for (int number = 0; number < 99; number++) sent.add(producer.send(new ProducerRecord<>(topic, number % 3, null, "v" + number)));
      cluster.without(2, "pause", "resume", () -> {
        for (int number = 99; number < RECORDS; number++) sent.add(producer.send(new ProducerRecord<>(topic, number % 3, null, "v" + number)));
        Check.becomes(() -> sent.stream().filter(Future::isDone).count() >= RECORDS / 3, "what the others lead is answered");
      });
    }
    for (int number = 0; number < RECORDS; number++) Check.same((long) (number / 3), sent.get(number).get().offset(), "the offset of " + number);
  }
}
