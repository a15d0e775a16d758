// Where a consumer reads, without a group and with its own hand on the position.
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

public final class ReadingStories {
  private static final int RECORDS = 100;

  private ReadingStories() {}

  public static void all(Map<String, Story> stories) {
    stories.put("seeks to offsets, ends and times", ReadingStories::seeks);
    stories.put("a position beyond the log is reset, or an error", ReadingStories::outOfRange);
    stories.put("partitions are paused and resumed", ReadingStories::pause);
    stories.put("small fetches bring everything", ReadingStories::smallFetches);
  }

  private static TopicPartition filled(Cluster cluster) throws Exception {
    var partition = new TopicPartition(cluster.topic(2), 0);
    try (var producer = cluster.producer(Map.of())) {
      for (int number = 0; number < RECORDS; number++) {
        for (int index = 0; index < 2; index++) producer.send(new ProducerRecord<>(partition.topic(), index, 10_000L + number, null, "v" + number));
      }
    }
    return partition;
  }

  private static String next(KafkaConsumer<String, String> consumer) {
    return Cluster.read(consumer, 1).get(0).value();
  }

  private static void seeks(Cluster cluster) throws Exception {
    var partition = filled(cluster);
    var all = List.of(partition);
    try (var consumer = cluster.consumer(Map.of("max.poll.records", 1))) {
      consumer.assign(all);
      consumer.seek(partition, 42);
      Check.same("v42", next(consumer), "after a seek");
      consumer.seekToBeginning(all);
      Check.same("v0", next(consumer), "at the beginning");
      consumer.seekToEnd(all);
      Check.same((long) RECORDS, consumer.position(partition), "the position at the end");
      Check.same(Map.of(partition, 0L), consumer.beginningOffsets(all), "the beginning");
      Check.same(Map.of(partition, (long) RECORDS), consumer.endOffsets(all), "the end");
      var found = consumer.offsetsForTimes(Map.of(partition, 10_060L)).get(partition);
      Check.same(60L, found.offset(), "the offset for a time");
      Check.same(10_060L, found.timestamp(), "its timestamp");
      Check.same(null, consumer.offsetsForTimes(Map.of(partition, 99_999L)).get(partition), "the offset for a time to come");
      consumer.seek(partition, found.offset());
      Check.same("v60", next(consumer), "at that time");
      Check.same(OptionalLong.of(RECORDS - 61), consumer.currentLag(partition), "the lag");
    }
  }

  private static void outOfRange(Cluster cluster) throws Exception {
    var partition = filled(cluster);
    try (var consumer = cluster.consumer(Map.of())) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, 1_000);
      Check.same("v0", next(consumer), "after the reset");
    }
    try (var consumer = cluster.consumer(Map.of("auto.offset.reset", "none"))) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, 1_000);
      Check.fails(OffsetOutOfRangeException.class, () -> Cluster.read(consumer, 1));
    }
  }

  private static void pause(Cluster cluster) throws Exception {
    var first = filled(cluster);
    var second = new TopicPartition(first.topic(), 1);
    try (var consumer = cluster.consumer(Map.of())) {
      consumer.assign(List.of(first, second));
      consumer.pause(List.of(first));
      var read = Cluster.read(consumer, RECORDS);
      Check.isTrue(read.stream().allMatch(record -> record.partition() == 1), "only the second is read");
      Check.isTrue(consumer.poll(Duration.ofMillis(300)).isEmpty(), "the first is paused");
      Check.same(Set.of(first), consumer.paused(), "what is paused");
      consumer.resume(List.of(first));
      Check.same(RECORDS, Cluster.read(consumer, RECORDS).size(), "the first, resumed");
    }
  }

  private static void smallFetches(Cluster cluster) throws Exception {
    var partition = filled(cluster);
    var configs = Map.<String, Object>of("fetch.max.bytes", 200, "max.partition.fetch.bytes", 100, "fetch.min.bytes", 1, "check.crcs", true);
    try (var consumer = cluster.consumer(configs)) {
      consumer.assign(List.of(partition, new TopicPartition(partition.topic(), 1)));
      var values = Cluster.read(consumer, 2 * RECORDS).stream().filter(record -> record.partition() == 0).map(record -> record.value()).toList();
      Check.same(IntStream.range(0, RECORDS).mapToObj(number -> "v" + number).toList(), values, "values");
    }
  }
}
