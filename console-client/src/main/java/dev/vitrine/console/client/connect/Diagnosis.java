package dev.vitrine.console.client.connect;

import dev.vitrine.console.client.model.Connection.Trouble;
import dev.vitrine.console.client.text.Foreign;
import io.grpc.Status;
import java.io.FileNotFoundException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Why a connection failed, in words.
///
/// @param reason what happened
/// @param advice what to do
public record Diagnosis(Trouble trouble, String reason, String advice) {
  private static final String HOW_TO_SERVE =
      "Start the program with -Dvitrine.console=auto, or call ConsoleServer.start() in it. `vitrine ps` lists what can be watched.";

  /// @param wasLive whether data flowed over this connection
  public static Diagnosis of(Address address, Status status, boolean wasLive) {
    if (wasLive) {
      return new Diagnosis(
          Trouble.GONE,
          "the connection ended: " + words(status),
          "The program may have ended; data is kept as it was.");
    }
    if (status.getCode() == Status.Code.UNIMPLEMENTED) {
      return new Diagnosis(
          Trouble.INCOMPATIBLE,
          address
              + " speaks gRPC and offers neither vitrine.console.v1 nor tokio-console's service",
          HOW_TO_SERVE);
    }
    return switch (address) {
      case Address.Tcp tcp -> tcp(tcp, status);
      case Address.Unix unix -> unix(unix, status);
    };
  }

  private static Diagnosis tcp(Address.Tcp address, Status status) {
    if (isUnreachable(status.getCause())) {
      return unreachable(address, status);
    }
    Optional<String> answer = Probe.ask(address);
    if (answer.isEmpty()) {
      return unreachable(address, status);
    }
    return new Diagnosis(
        Trouble.WRONG_SERVER,
        "something else listens on " + address + ": " + answer.get(),
        "Check the port. `vitrine ps` lists what can be watched.");
  }

  private static Diagnosis unix(Address.Unix address, Status status) {
    if (!Files.exists(address.path())) {
      return new Diagnosis(
          Trouble.UNREACHABLE, "there is no socket " + address.path(), HOW_TO_SERVE);
    }
    if (!Files.isWritable(address.path()) || has(status.getCause(), AccessDeniedException.class)) {
      return new Diagnosis(
          Trouble.DENIED,
          "not allowed to open " + address.path(),
          "Only the user who runs the program may: use that account.");
    }
    return new Diagnosis(
        Trouble.UNREACHABLE,
        "nobody listens on " + address.path() + " (" + words(status) + ")",
        HOW_TO_SERVE);
  }

  private static Diagnosis unreachable(Address address, Status status) {
    String why =
        has(status.getCause(), UnknownHostException.class)
            ? "no such host: "
            : "nobody listens on ";
    return new Diagnosis(Trouble.UNREACHABLE, why + address, HOW_TO_SERVE);
  }

  private static boolean isUnreachable(@Nullable Throwable cause) {
    return has(cause, ConnectException.class)
        || has(cause, NoRouteToHostException.class)
        || has(cause, UnknownHostException.class)
        || has(cause, FileNotFoundException.class);
  }

  private static boolean has(@Nullable Throwable failure, Class<? extends Throwable> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  private static String words(Status status) {
    if (status.isOk()) {
      return "the server closed it";
    }
    String description = status.getDescription();
    String code = status.getCode().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return Foreign.clean(
        description == null || description.isEmpty()
            ? code
            : description.lines().findFirst().orElse(code));
  }
}
