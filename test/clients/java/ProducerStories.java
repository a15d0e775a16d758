// What a producer sends is what a consumer gets.
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.internals.RecordHeader;

public final class ProducerStories {
  private static final int RECORDS = 2_000;

  private ProducerStories() {}

  public static void all(Map<String, Story> stories) {
    stories.put("idempotent produce keeps order, and offsets are gapless", ProducerStories::idempotent);
    stories.put("keys, headers and nulls arrive as they were", ProducerStories::shapes);
    for (var codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
      stories.put("compression with " + codec, cluster -> compressed(cluster, codec));
    }
    stories.put("acks 0 and 1, without idempotence", ProducerStories::plain);
    stories.put("a record that is too large and a topic that cannot be are refused", ProducerStories::refused);
  }

  private static void idempotent(Cluster cluster) throws Exception {
    var topic = cluster.topic(3);
    var sent = new ArrayList<Future<RecordMetadata>>();
    try (var producer = cluster.producer(Map.of("batch.size", 2_048))) {
      for (int number = 0; number < RECORDS; number++) sent.add(producer.send(new ProducerRecord<>(topic, number % 3, null, "v" + number)));
    }
    for (int number = 0; number < RECORDS; number++) Check.same((long) (number / 3), sent.get(number).get().offset(), "the offset of " + number);
    try (var consumer = cluster.consumer(Map.of())) {
      consumer.assign(List.of(new TopicPartition(topic, 1)));
      var values = Cluster.read(consumer, RECORDS / 3).stream().map(record -> record.value()).toList();
      for (int index = 0; index < values.size(); index++) Check.same("v" + (index * 3 + 1), values.get(index), "record " + index);
    }
  }

  private static void shapes(Cluster cluster) throws Exception {
    var partition = new TopicPartition(cluster.topic(1), 0);
    var everyByte = new byte[256];
    for (int value = 0; value < 256; value++) everyByte[value] = (byte) value;
    try (var producer = cluster.bytesProducer(Map.of())) {
      var full = new ProducerRecord<>(partition.topic(), 0, 1_234_567L, everyByte, everyByte);
      full.headers().add("a", everyByte).add("ключ", null).add("a", new byte[0]);
      producer.send(full).get();
      producer.send(new ProducerRecord<>(partition.topic(), 0, null, null)).get();
      producer.send(new ProducerRecord<>(partition.topic(), 0, new byte[0], new byte[0])).get();
    }
    try (var consumer = cluster.bytesConsumer(Map.of())) {
      consumer.assign(List.of(partition));
      var read = Cluster.read(consumer, 3);
      var full = read.get(0);
      Check.isTrue(Arrays.equals(everyByte, full.key()) && Arrays.equals(everyByte, full.value()), "key and value");
      Check.same(1_234_567L, full.timestamp(), "the timestamp");
      var headers = List.of(new RecordHeader("a", everyByte), new RecordHeader("ключ", null), new RecordHeader("a", new byte[0]));
      Check.same(headers, List.of(full.headers().toArray()), "headers");
      Check.isTrue(read.get(1).key() == null && read.get(1).value() == null, "nulls");
      Check.isTrue(read.get(2).key().length == 0 && read.get(2).value().length == 0, "empty ones");
    }
  }

  private static void compressed(Cluster cluster, String codec) throws Exception {
    var partition = new TopicPartition(cluster.topic(1), 0);
    var random = new Random(7);
    var values = new ArrayList<String>();
    for (int number = 0; number < RECORDS; number++) values.add("order ".repeat(random.nextInt(40)) + random.nextLong());
    try (var producer = cluster.producer(Map.of("compression.type", codec, "linger.ms", 20))) {
      for (var value : values) producer.send(new ProducerRecord<>(partition.topic(), 0, "k", value));
    }
    try (var consumer = cluster.consumer(Map.of())) {
      consumer.assign(List.of(partition));
      Check.same(values, Cluster.read(consumer, RECORDS).stream().map(record -> record.value()).toList(), "values");
    }
  }

  private static void plain(Cluster cluster) throws Exception {
    var partition = new TopicPartition(cluster.topic(1), 0);
    for (var acks : List.of("0", "1")) {
      try (var producer = cluster.producer(Map.of("acks", acks, "enable.idempotence", false))) {
        var told = producer.send(new ProducerRecord<>(partition.topic(), 0, null, "acks " + acks)).get();
        Check.same(acks.equals("0") ? -1L : 1L, told.offset(), "the offset with acks " + acks);
      }
    }
    try (var consumer = cluster.consumer(Map.of())) {
      consumer.assign(List.of(partition));
      Check.same(List.of("acks 0", "acks 1"), Cluster.read(consumer, 2).stream().map(record -> record.value()).toList(), "values");
    }
  }

  private static void refused(Cluster cluster) throws Exception {
    var topic = cluster.topic(1, Map.of("max.message.bytes", "1000"));
    try (var producer = cluster.producer(Map.of())) {
      var large = "x".repeat(5_000);
      Check.fails(RecordTooLargeException.class, () -> producer.send(new ProducerRecord<>(topic, large)).get());
      Check.same(0L, producer.send(new ProducerRecord<>(topic, "small")).get().offset(), "the record after it");
      Check.fails(InvalidTopicException.class, () -> producer.send(new ProducerRecord<>("not/a/topic", "v")).get());
      Check.same(5_000, large.getBytes(StandardCharsets.UTF_8).length, "bytes of the large one");
    }
  }
}
