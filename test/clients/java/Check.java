// Assertions, and waiting for something to become true.
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

public final class Check {
  private static final long PATIENCE_MS = 60_000;

  private Check() {}

  public static void same(Object expected, Object found, String what) {
    if (!Objects.equals(expected, found)) throw new AssertionError(what + ": expected " + expected + ", found " + found);
  }

  public static void isTrue(boolean holds, String what) {
    if (!holds) throw new AssertionError(what);
  }

  /** The exception that the call must end with, out of its future if it was in one. */
  public static <E extends Throwable> E fails(Class<E> wanted, Callable<?> call) {
    try {
      call.call();
    } catch (Throwable thrown) {
      var cause = thrown instanceof ExecutionException && thrown.getCause() != null ? thrown.getCause() : thrown;
      if (wanted.isInstance(cause)) return wanted.cast(cause);
      throw new AssertionError("expected " + wanted.getSimpleName() + ", found " + cause, cause);
    }
    throw new AssertionError("expected " + wanted.getSimpleName() + ", and nothing was thrown");
  }

  /** Asks again and again, with whatever waiting the question itself does. */
  public static void becomes(Callable<Boolean> question, String what) throws Exception {
    var deadlineMs = System.currentTimeMillis() + PATIENCE_MS;
    while (!question.call()) {
      if (System.currentTimeMillis() > deadlineMs) throw new AssertionError("never came true: " + what);
      Thread.sleep(50);
    }
  }
}
