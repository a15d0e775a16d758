// Groups of both protocols as consumers and administrators see them.
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;

public final class GroupStories {
  private static final int PARTITIONS = 4;
  private static final Duration POLL = Duration.ofMillis(100);

  private GroupStories() {}

  public static void all(Map<String, Story> stories) {
    for (var protocol : List.of("classic", "consumer")) {
      stories.put("two members share a topic, and one takes over, " + protocol, cluster -> sharing(cluster, protocol));
      stories.put("committed offsets are where the next begins, " + protocol, cluster -> committing(cluster, protocol));
      stories.put("administrators see, reset and delete a group, " + protocol, cluster -> administration(cluster, protocol));
      stories.put("a topic that comes later is found by its pattern, " + protocol, cluster -> patterns(cluster, protocol));
    }
    stories.put("the cooperative protocol takes away only what moves", GroupStories::cooperative);
    stories.put("a static member comes back to what it had", GroupStories::staticMember);
    stories.put("a group goes over from the classic protocol to the new one, member by member", GroupStories::migration);
  }

  private static KafkaConsumer<String, String> member(Cluster cluster, String group, String protocol) {
    return cluster.consumer(Map.of("group.id", group, "group.protocol", protocol));
  }

  private static void produce(Cluster cluster, String topic, int count) {
    try (var producer = cluster.producer(Map.of())) {
      for (int number = 0; number < count; number++) producer.send(new ProducerRecord<>(topic, number % PARTITIONS, null, "v" + number));
    }
  }

  private static void pollBoth(KafkaConsumer<?, ?> first, KafkaConsumer<?, ?> second) {
    first.poll(POLL);
    second.poll(POLL);
  }

  private static boolean isShared(KafkaConsumer<?, ?> first, KafkaConsumer<?, ?> second) {
    var all = new HashSet<>(first.assignment());
    all.addAll(second.assignment());
    return first.assignment().size() == 2 && second.assignment().size() == 2 && all.size() == PARTITIONS;
  }

  private static void sharing(Cluster cluster, String protocol) throws Exception {
    var topic = cluster.topic(PARTITIONS);
    var group = Cluster.unique("sharing");
    try (var first = member(cluster, group, protocol)) {
      first.subscribe(List.of(topic));
      Check.becomes(() -> first.poll(POLL).isEmpty() && first.assignment().size() == PARTITIONS, "the first has all");
      try (var second = member(cluster, group, protocol)) {
        second.subscribe(List.of(topic));
        Check.becomes(() -> {
          pollBoth(first, second);
          return isShared(first, second);
        }, "both have two");
      }
      Check.becomes(() -> first.poll(POLL).isEmpty() && first.assignment().size() == PARTITIONS, "the first has all again");
    }
  }

  private static void committing(Cluster cluster, String protocol) throws Exception {
    var topic = cluster.topic(PARTITIONS);
    var group = Cluster.unique("committing");
    produce(cluster, topic, 40);
    try (var consumer = member(cluster, group, protocol)) {
      consumer.subscribe(List.of(topic));
      Cluster.read(consumer, 40);
      consumer.commitSync(Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(7, "a note")));
      consumer.commitSync(Map.of(new TopicPartition(topic, 1), new OffsetAndMetadata(10)));
    }
    try (var consumer = member(cluster, group, protocol)) {
      consumer.subscribe(List.of(topic));
      var again = Cluster.read(consumer, 3 + 20);
      Check.same(List.of(7L, 8L, 9L), again.stream().filter(record -> record.partition() == 0).map(record -> record.offset()).toList(), "from t-0");
      Check.isTrue(again.stream().noneMatch(record -> record.partition() == 1), "t-1 was read to its end");
      var committed = consumer.committed(Set.of(new TopicPartition(topic, 0))).get(new TopicPartition(topic, 0));
      Check.same("a note", committed.metadata(), "the note");
    }
  }

  private static void administration(Cluster cluster, String protocol) throws Exception {
    var topic = cluster.topic(PARTITIONS);
    var partition = new TopicPartition(topic, 0);
    var group = Cluster.unique("seen");
    produce(cluster, topic, 40);
    var type = protocol.equals("classic") ? GroupType.CLASSIC : GroupType.CONSUMER;
    try (var admin = cluster.admin()) {
      try (var consumer = member(cluster, group, protocol)) {
        consumer.subscribe(List.of(topic));
        Cluster.read(consumer, 40);
        consumer.commitSync();
        var described = admin.describeConsumerGroups(List.of(group)).all().get().get(group);
        Check.same(GroupState.STABLE, described.groupState(), "its state");
        Check.same(type, described.type(), "its type");
        var member = described.members().iterator().next();
        Check.same(PARTITIONS, member.assignment().topicPartitions().size(), "partitions of its member");
        Check.isTrue(member.host().startsWith("/127.0.0.1"), "its host is " + member.host());
        var listed = admin.listGroups(new ListGroupsOptions().withTypes(Set.of(type)).inGroupStates(Set.of(GroupState.STABLE))).all().get();
        Check.isTrue(listed.stream().anyMatch(one -> one.groupId().equals(group)), "it is listed");
        Check.fails(GroupNotEmptyException.class, () -> admin.deleteConsumerGroups(List.of(group)).all().get());
      }
      admin.alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(3))).all().get();
      Check.same(3L, admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().get(partition).offset(), "the offset");
      admin.deleteConsumerGroupOffsets(group, Set.of(partition)).all().get();
      Check.same(PARTITIONS - 1, admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().size(), "partitions with offsets");
      admin.deleteConsumerGroups(List.of(group)).all().get();
      Check.fails(GroupIdNotFoundException.class, () -> admin.describeConsumerGroups(List.of(group)).all().get());
    }
  }

  private static void patterns(Cluster cluster, String protocol) throws Exception {
    var prefix = Cluster.unique("pattern");
    var group = Cluster.unique("by-pattern");
    var configs = Map.<String, Object>of("group.id", group, "group.protocol", protocol, "metadata.max.age.ms", 500);
    try (var consumer = cluster.consumer(configs); var admin = cluster.admin()) {
      if (protocol.equals("classic")) consumer.subscribe(java.util.regex.Pattern.compile(prefix + ".*"));
      else consumer.subscribe(new SubscriptionPattern(prefix + ".*"));
      consumer.poll(POLL);
      var topic = new org.apache.kafka.clients.admin.NewTopic(prefix + "-later", PARTITIONS, (short) 3);
      admin.createTopics(List.of(topic)).all().get();
      produce(cluster, topic.name(), 8);
      Check.same(8, Cluster.read(consumer, 8).size(), "records of the topic");
    }
  }

  private static final class Revoked implements ConsumerRebalanceListener {
    final List<TopicPartition> partitions = new ArrayList<>();

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
      partitions.addAll(revoked);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {}
  }

  private static void cooperative(Cluster cluster) throws Exception {
    var topic = cluster.topic(PARTITIONS);
    var configs =
        Map.<String, Object>of("group.id", Cluster.unique("cooperative"), "partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
    var revoked = new Revoked();
    try (var first = cluster.consumer(configs); var second = cluster.consumer(configs)) {
      first.subscribe(List.of(topic), revoked);
      Check.becomes(() -> first.poll(POLL).isEmpty() && first.assignment().size() == PARTITIONS, "the first has all");
      second.subscribe(List.of(topic));
      Check.becomes(() -> {
        pollBoth(first, second);
        return isShared(first, second);
      }, "both have two");
      Check.same(2, revoked.partitions.size(), "partitions taken away");
    }
  }

  private static void staticMember(Cluster cluster) throws Exception {
    var topic = cluster.topic(PARTITIONS);
    var group = Cluster.unique("static");
    var configs = Map.<String, Object>of("group.id", group, "group.instance.id", "desk-1");
    try (var admin = cluster.admin()) {
      String firstMember = null;
      for (int visit = 0; visit < 2; visit++) {
        try (var consumer = cluster.consumer(configs)) {
          consumer.subscribe(List.of(topic));
          Check.becomes(() -> consumer.poll(POLL).isEmpty() && consumer.assignment().size() == PARTITIONS, "it has all");
          var described = admin.describeConsumerGroups(List.of(group)).all().get().get(group);
          Check.same("desk-1", described.members().iterator().next().groupInstanceId().orElse(""), "its name");
          var member = described.members().iterator().next().consumerId();
          Check.isTrue(!member.equals(firstMember), "it gets a new id each time");
          firstMember = member;
        }
      }
      Check.same(1, admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().size(), "members while it is away");
      var options = new RemoveMembersFromConsumerGroupOptions(List.of(new MemberToRemove("desk-1")));
      admin.removeMembersFromConsumerGroup(group, options).all().get();
      Check.same(0, admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().size(), "members after it was removed");
    }
  }

  private static void migration(Cluster cluster) throws Exception {
    var topic = cluster.topic(PARTITIONS);
    var group = Cluster.unique("migrating");
    try (var classic = member(cluster, group, "classic"); var modern = member(cluster, group, "consumer"); var admin = cluster.admin()) {
      classic.subscribe(List.of(topic));
      Check.becomes(() -> classic.poll(POLL).isEmpty() && classic.assignment().size() == PARTITIONS, "the classic one has all");
      modern.subscribe(List.of(topic));
      Check.becomes(() -> {
        pollBoth(classic, modern);
        return isShared(classic, modern);
      }, "both have two");
      Check.same(GroupType.CONSUMER, admin.describeConsumerGroups(List.of(group)).all().get().get(group).type(), "the type of the group");
      produce(cluster, topic, 40);
      var values = new HashSet<String>();
      Check.becomes(() -> {
        classic.poll(POLL).forEach(record -> values.add(record.value()));
        modern.poll(POLL).forEach(record -> values.add(record.value()));
        return values.size() == 40;
      }, "everything is read");
      Check.same(Set.copyOf(IntStream.range(0, 40).mapToObj(number -> "v" + number).toList()), values, "values");
    }
  }
}
