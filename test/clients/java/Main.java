// Kafka's Java client against a running server: every story in its order, with a line for each as test/clients/client-suite.ts reads it.
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;

public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    var cluster = new Cluster();
    var stories = new LinkedHashMap<String, Story>();
    AdminStories.all(stories);
    ProducerStories.all(stories);
    TransactionStories.all(stories);
    ReadingStories.all(stories);
    GroupStories.all(stories);
    SecurityStories.all(stories);
    FailingBrokerStories.all(stories);
    var wanted = System.getenv("SAMSA_STORY");
    for (Map.Entry<String, Story> story : stories.entrySet()) {
      if (wanted == null || story.getKey().contains(wanted)) tell(story.getKey(), story.getValue(), cluster);
    }
  }

  private static void tell(String name, Story story, Cluster cluster) {
    try {
      story.run(cluster);
      System.out.println("passed: " + name);
    } catch (Throwable failure) {
      System.out.println("failed: " + name + ": " + failure);
      var trace = new StringWriter();
      failure.printStackTrace(new PrintWriter(trace));
      System.err.println(trace);
    }
  }
}
