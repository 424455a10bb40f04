package dev.vitrine.future;

import java.io.Serial;

/// Tells an operation that the runtime whose driver it waits for has been closed, so that it can
/// never finish.
public final class RuntimeShutdownException extends IllegalStateException {
  @Serial private static final long serialVersionUID = 1;

  /// @param operation the method that made the operation, such as `Time.sleep`
  public RuntimeShutdownException(String operation) {
    super(operation + " can not finish: its runtime has been closed");
  }
}
