// Who a client is and what it may do: SASL with the sandbox's keys, ACLs and quotas.
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.quota.ClientQuotaFilterComponent;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;

public final class SecurityStories {
  private SecurityStories() {}

  public static void all(Map<String, Story> stories) {
    for (var mechanism : List.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")) {
      stories.put("a key with a topic prefix opens its topics by " + mechanism, cluster -> key(cluster, mechanism));
    }
    stories.put("ACLs are made, found by filters and deleted", SecurityStories::acls);
    stories.put("client quotas are set, described and taken away", SecurityStories::quotas);
  }

  private static Map<String, Object> login(String mechanism, String name, String password) {
    var module = mechanism.equals("PLAIN") ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
    var config = "org.apache.kafka.common.security." + module + " required username=\"" + name + "\" password=\"" + password + "\";";
    return Map.of("security.protocol", "SASL_PLAINTEXT", "sasl.mechanism", mechanism, "sasl.jaas.config", config);
  }

  private static void key(Cluster cluster, String mechanism) throws Exception {
    var mine = cluster.topic(1);
    var other = cluster.topic(1);
    var key = cluster.key(List.of("produce", "consume"), mine);
    var configs = login(mechanism, key.id(), key.text());
    try (var producer = cluster.producer(configs)) {
      Check.same(0L, producer.send(new ProducerRecord<>(mine, "v")).get().offset(), "the offset in its own topic");
      Check.fails(TopicAuthorizationException.class, () -> producer.send(new ProducerRecord<>(other, "v")).get());
    }
    try (var consumer = cluster.consumer(configs)) {
      consumer.assign(List.of(new TopicPartition(mine, 0)));
      Check.same("v", Cluster.read(consumer, 1).get(0).value(), "what it reads");
    }
    try (var admin = cluster.admin(configs)) {
      var names = new ArrayList<>(admin.listTopics().names().get());
      Check.isTrue(names.contains(mine) && !names.contains(other), "only its own topics are listed, and not " + names);
      Check.fails(ClusterAuthorizationException.class, () -> admin.describeAcls(AclBindingFilter.ANY).values().get());
    }
    try (var producer = cluster.producer(login(mechanism, key.id(), key.text() + "x"))) {
      Check.fails(SaslAuthenticationException.class, () -> producer.send(new ProducerRecord<>(mine, "v")).get());
    }
  }

  private static void acls(Cluster cluster) throws Exception {
    var topic = cluster.topic(1);
    var literal = new AclBinding(new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL), entry("User:alice", AclOperation.READ));
    var prefixed = new AclBinding(new ResourcePattern(ResourceType.TOPIC, topic.substring(0, 8), PatternType.PREFIXED), entry("User:bob", AclOperation.ALL));
    var matching = new AclBindingFilter(new ResourcePatternFilter(ResourceType.TOPIC, topic, PatternType.MATCH), AccessControlEntryFilter.ANY);
    try (var admin = cluster.admin()) {
      admin.createAcls(List.of(literal, prefixed)).all().get();
      var found = admin.describeAcls(matching).values().get();
      Check.isTrue(found.size() == 2 && found.contains(literal) && found.contains(prefixed), "both are found, and not " + found);
      var deleted = admin.deleteAcls(List.of(matching)).all().get();
      Check.same(2, deleted.size(), "those deleted");
      Check.same(0, admin.describeAcls(matching).values().get().size(), "those left");
    }
  }

  private static AccessControlEntry entry(String principal, AclOperation operation) {
    return new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW);
  }

  private static void quotas(Cluster cluster) throws Exception {
    var client = Cluster.unique("slow");
    var entity = new ClientQuotaEntity(new HashMap<>(Map.of(ClientQuotaEntity.CLIENT_ID, client)));
    var filter = ClientQuotaFilter.containsOnly(List.of(ClientQuotaFilterComponent.ofEntity(ClientQuotaEntity.CLIENT_ID, client)));
    try (var admin = cluster.admin()) {
      var set = new ClientQuotaAlteration(entity, List.of(new ClientQuotaAlteration.Op("producer_byte_rate", 20_000.0)));
      admin.alterClientQuotas(List.of(set)).all().get();
      Check.same(Map.of(entity, Map.of("producer_byte_rate", 20_000.0)), admin.describeClientQuotas(filter).entities().get(), "the quota");
      Check.isTrue(throttleOf(cluster, client) > 0, "the producer is throttled");
      var remove = new ClientQuotaAlteration(entity, List.of(new ClientQuotaAlteration.Op("producer_byte_rate", null)));
      admin.alterClientQuotas(List.of(remove)).all().get();
      Check.same(Map.of(), admin.describeClientQuotas(filter).entities().get(), "the quota after it was taken away");
    }
  }

  /** The longest time, milliseconds, that the producer was told to wait. */
  private static double throttleOf(Cluster cluster, String client) throws Exception {
    var topic = cluster.topic(1);
    try (var producer = cluster.producer(Map.of("client.id", client, "linger.ms", 0, "compression.type", "none"))) {
      for (int number = 0; number < 8; number++) producer.send(new ProducerRecord<>(topic, "x".repeat(50_000))).get();
      var throttle = producer.metrics().entrySet().stream().filter(metric -> metric.getKey().name().equals("produce-throttle-time-max"));
      return (double) throttle.findFirst().orElseThrow().getValue().metricValue();
    }
  }
}
