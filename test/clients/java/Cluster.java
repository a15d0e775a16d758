// The server under test: clients with the configs that every story wants, and the HTTP API that brings brokers down and up.
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

public final class Cluster {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long PATIENCE_MS = 90_000;

  private final String bootstrapServers = System.getenv("SAMSA_BOOTSTRAP_SERVERS");
  private final String sandboxUrl = System.getenv("SAMSA_SANDBOX_URL");
  private final String key = System.getenv("SAMSA_KEY");
  private final HttpClient http = HttpClient.newHttpClient();

  public Admin admin() {
    return admin(Map.of());
  }

  public Admin admin(Map<String, Object> configs) {
    return Admin.create(with(configs));
  }

  public KafkaProducer<String, String> producer(Map<String, Object> configs) {
    return new KafkaProducer<>(with(configs), new StringSerializer(), new StringSerializer());
  }

  public KafkaProducer<byte[], byte[]> bytesProducer(Map<String, Object> configs) {
    return new KafkaProducer<>(with(configs), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** One that reads from the beginning and commits by hand, unless the configs say otherwise. */
  public KafkaConsumer<String, String> consumer(Map<String, Object> configs) {
    return new KafkaConsumer<>(withReading(configs), new StringDeserializer(), new StringDeserializer());
  }

  public KafkaConsumer<byte[], byte[]> bytesConsumer(Map<String, Object> configs) {
    return new KafkaConsumer<>(withReading(configs), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** A topic with a name that nobody else has. */
  public String topic(int partitions) throws Exception {
    return topic(partitions, Map.of());
  }

  public String topic(int partitions, Map<String, String> configs) throws Exception {
    var name = unique("topic");
    try (var admin = admin()) {
      admin.createTopics(List.of(new NewTopic(name, Optional.of(partitions), Optional.of((short) 3)).configs(configs))).all().get();
    }
    return name;
  }

  public static String unique(String prefix) {
    return prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  /** Polls until so many records have come. */
  public static <K, V> List<ConsumerRecord<K, V>> read(KafkaConsumer<K, V> consumer, int count) {
    var found = new ArrayList<ConsumerRecord<K, V>>();
    var deadlineMs = System.currentTimeMillis() + PATIENCE_MS;
    while (found.size() < count) {
      if (System.currentTimeMillis() > deadlineMs) throw new AssertionError("only " + found.size() + " of " + count + " records came");
      consumer.poll(POLL).forEach(found::add);
    }
    return found;
  }

  /** Work that is done without a broker: `kill` and `start`, or `pause` and `resume` (docs/faults.md). It is there again afterwards, come what may. */
  public void without(int brokerId, String takeAway, String bringBack, Work work) throws Exception {
    node(brokerId, takeAway);
    try {
      work.run();
    } finally {
      node(brokerId, bringBack);
    }
  }

  public interface Work {
    void run() throws Exception;
  }

  private void node(int brokerId, String verb) throws IOException, InterruptedException {
    post("/brokers/" + brokerId + ":" + verb, "{}");
  }

  public record Key(String id, String text) {}

  /** A new key of the sandbox, for topics that begin with the prefix. */
  public Key key(List<String> scopes, String topicPrefix) throws IOException, InterruptedException {
    var json = "{\"scopes\":[\"" + String.join("\",\"", scopes) + "\"],\"topic_prefix\":\"" + topicPrefix + "\"}";
    var answer = post("/keys", json);
    return new Key(member(answer, "id"), member(answer, "key"));
  }

  private static String member(String json, String name) {
    var found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
    if (!found.find()) throw new AssertionError("no " + name + " in " + json);
    return found.group(1);
  }

  private String post(String path, String json) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(sandboxUrl + path))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build();
    var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 300) throw new AssertionError(path + ": " + answer.body());
    return answer.body();
  }

  private Map<String, Object> with(Map<String, Object> configs) {
    var all = new HashMap<String, Object>(Map.of("bootstrap.servers", bootstrapServers));
    all.putAll(configs);
    return all;
  }

  private Map<String, Object> withReading(Map<String, Object> configs) {
    var all = new HashMap<String, Object>(Map.of("auto.offset.reset", "earliest", "enable.auto.commit", "false"));
    all.putAll(configs);
    return with(all);
  }
}
