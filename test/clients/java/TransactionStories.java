// Transactions of the second version, fencing, exactly-once processing, and what an administrator sees of them.
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

public final class TransactionStories {
  private static final int RECORDS = 300;

  private TransactionStories() {}

  public static void all(Map<String, Story> stories) {
    stories.put("transactions commit and abort, and the epoch rises with each", TransactionStories::commitAndAbort);
    stories.put("a producer that is replaced is fenced", TransactionStories::fencing);
    stories.put("exactly once from topic to topic, classic protocol", cluster -> exactlyOnce(cluster, "classic"));
    stories.put("exactly once from topic to topic, consumer protocol", cluster -> exactlyOnce(cluster, "consumer"));
    stories.put("administrators see transactions, fence and abort", TransactionStories::administration);
  }

  private static KafkaProducer<String, String> begun(Cluster cluster, String id) {
    var producer = cluster.producer(Map.of("transactional.id", id, "transaction.timeout.ms", 60_000));
    producer.initTransactions();
    return producer;
  }

  private static void commitAndAbort(Cluster cluster) throws Exception {
    var topic = cluster.topic(2);
    var id = Cluster.unique("payments");
    try (var producer = begun(cluster, id); var admin = cluster.admin()) {
      var firstEpoch = admin.describeTransactions(List.of(id)).description(id).get().producerEpoch();
      for (int number = 0; number < 6; number++) {
        producer.beginTransaction();
        for (int partition = 0; partition < 2; partition++) producer.send(new ProducerRecord<>(topic, partition, null, "t" + number));
        // An abort throws away what has not been sent.
        producer.flush();
        if (number % 2 == 0) producer.commitTransaction();
        else producer.abortTransaction();
      }
      Check.becomes(() -> admin.describeTransactions(List.of(id)).description(id).get().state() == TransactionState.COMPLETE_ABORT, "it is complete");
      var lastEpoch = admin.describeTransactions(List.of(id)).description(id).get().producerEpoch();
      Check.same(firstEpoch + 6, lastEpoch, "the epoch after six transactions");
    }
    Check.same(List.of("t0", "t2", "t4"), valuesOf(cluster, topic, "read_committed", 3), "what is committed");
    Check.same(IntStream.range(0, 6).mapToObj(number -> "t" + number).toList(), valuesOf(cluster, topic, "read_uncommitted", 6), "what was sent");
  }

  private static List<String> valuesOf(Cluster cluster, String topic, String isolationLevel, int count) {
    try (var consumer = cluster.consumer(Map.of("isolation.level", isolationLevel))) {
      var partition = new TopicPartition(topic, 1);
      consumer.assign(List.of(partition));
      var values = Cluster.read(consumer, count).stream().map(record -> record.value()).toList();
      Check.isTrue(consumer.poll(Duration.ofMillis(500)).isEmpty(), "there is no more");
      // Each transaction is a record and a marker.
      Check.same(12L, consumer.endOffsets(List.of(partition)).get(partition), "the end offset");
      return values;
    }
  }

  private static void fencing(Cluster cluster) throws Exception {
    var topic = cluster.topic(1);
    var id = Cluster.unique("fenced");
    try (var first = begun(cluster, id)) {
      first.beginTransaction();
      first.send(new ProducerRecord<>(topic, "from the first")).get();
      try (var second = begun(cluster, id)) {
        second.beginTransaction();
        second.send(new ProducerRecord<>(topic, "from the second")).get();
        var failure = Check.fails(KafkaException.class, () -> {
          first.send(new ProducerRecord<>(topic, "too late")).get();
          return null;
        });
        var isFenced = failure instanceof ProducerFencedException || failure instanceof InvalidProducerEpochException;
        Check.isTrue(isFenced, "the first is fenced, and not " + failure);
        Check.fails(KafkaException.class, () -> {
          first.commitTransaction();
          return null;
        });
        second.commitTransaction();
      }
    }
    try (var consumer = cluster.consumer(Map.of("isolation.level", "read_committed"))) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      Check.same(List.of("from the second"), Cluster.read(consumer, 1).stream().map(record -> record.value()).toList(), "what is committed");
    }
  }

  private static void exactlyOnce(Cluster cluster, String groupProtocol) throws Exception {
    var input = cluster.topic(3);
    var output = cluster.topic(3);
    var group = Cluster.unique("transformer");
    try (var producer = cluster.producer(Map.of())) {
      for (int number = 0; number < RECORDS; number++) producer.send(new ProducerRecord<>(input, "k" + number, "v" + number));
    }
    // One that is halfway through is thrown away with its transaction open, and another goes on.
    for (int run = 0; run < 2; run++) {
      try (var producer = begun(cluster, group); var consumer = transformer(cluster, group, groupProtocol)) {
        consumer.subscribe(List.of(input));
        transform(producer, consumer, output, run == 0 ? RECORDS / 2 : RECORDS);
      }
    }
    try (var consumer = cluster.consumer(Map.of("isolation.level", "read_committed")); var admin = cluster.admin()) {
      consumer.assign(IntStream.range(0, 3).mapToObj(index -> new TopicPartition(output, index)).toList());
      var values = Cluster.read(consumer, RECORDS).stream().map(record -> record.value()).sorted().toList();
      Check.isTrue(consumer.poll(Duration.ofMillis(500)).isEmpty(), "there is no more");
      Check.same(IntStream.range(0, RECORDS).mapToObj(number -> "V" + number).sorted().toList(), values, "what was processed");
      var committed = committedOf(admin, group);
      Check.same((long) RECORDS, committed.values().stream().mapToLong(OffsetAndMetadata::offset).sum(), "the committed offsets together");
    }
  }

  private static Map<TopicPartition, OffsetAndMetadata> committedOf(Admin admin, String group) throws Exception {
    return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
  }

  private static KafkaConsumer<String, String> transformer(Cluster cluster, String group, String groupProtocol) {
    return cluster.consumer(
        Map.of("group.id", group, "group.protocol", groupProtocol, "isolation.level", "read_committed", "max.poll.records", 20));
  }

  /** Until so many are processed; every third transaction is aborted, and what it read is read again. */
  private static void transform(KafkaProducer<String, String> producer, KafkaConsumer<String, String> consumer, String output, int wanted) {
    var deadlineMs = System.currentTimeMillis() + 60_000;
    var rounds = 0;
    while (committed(consumer) < wanted) {
      if (System.currentTimeMillis() > deadlineMs) throw new AssertionError("only " + committed(consumer) + " were processed");
      var records = consumer.poll(Duration.ofMillis(200));
      if (records.isEmpty()) continue;
      producer.beginTransaction();
      var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
      for (var record : records) {
        producer.send(new ProducerRecord<>(output, record.key(), record.value().toUpperCase()));
        offsets.put(new TopicPartition(record.topic(), record.partition()), new OffsetAndMetadata(record.offset() + 1));
      }
      producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
      if (rounds++ % 3 == 2) {
        producer.abortTransaction();
        consumer.committed(offsets.keySet()).forEach((partition, offset) -> consumer.seek(partition, offset == null ? 0 : offset.offset()));
      } else {
        producer.commitTransaction();
      }
    }
  }

  private static long committed(KafkaConsumer<String, String> consumer) {
    var offsets = consumer.committed(consumer.assignment());
    return offsets.values().stream().mapToLong(offset -> offset == null ? 0 : offset.offset()).sum();
  }

  private static void administration(Cluster cluster) throws Exception {
    var topic = cluster.topic(1);
    var partition = new TopicPartition(topic, 0);
    var id = Cluster.unique("watched");
    try (var producer = begun(cluster, id); var admin = cluster.admin()) {
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topic, "v")).get();
      var described = admin.describeTransactions(List.of(id)).description(id).get();
      Check.same(TransactionState.ONGOING, described.state(), "its state");
      Check.same(java.util.Set.of(partition), described.topicPartitions(), "its partitions");
      var ongoing = new ListTransactionsOptions().filterStates(List.of(TransactionState.ONGOING)).filterOnTransactionalIdPattern("watched.*");
      Check.same(List.of(id), admin.listTransactions(ongoing).all().get().stream().map(listed -> listed.transactionalId()).toList(), "those listed");
      var active = admin.describeProducers(List.of(partition)).partitionResult(partition).get().activeProducers();
      Check.same(described.producerId(), active.get(0).producerId(), "its producer");
      Check.same(0L, active.get(0).currentTransactionStartOffset().orElse(-1), "where it begins");
      admin.fenceProducers(List.of(id)).all().get();
      Check.fails(KafkaException.class, () -> producer.send(new ProducerRecord<>(topic, "late")).get());
      Check.becomes(() -> admin.describeProducers(List.of(partition)).partitionResult(partition).get().activeProducers().stream()
          .allMatch(one -> one.currentTransactionStartOffset().isEmpty()), "its transaction is aborted");
      var gone = new AbortTransactionSpec(partition, described.producerId(), (short) (described.producerEpoch() + 5), 100);
      admin.abortTransaction(gone).all().get();
    }
  }
}
