/** One thing that users do with the client. It throws when something else comes of it than should. */
public interface Story {
  void run(Cluster cluster) throws Exception;
}
