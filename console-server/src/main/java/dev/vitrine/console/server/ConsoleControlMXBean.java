package dev.vitrine.console.server;

/// What a console that attaches through the JDK's management agent can ask of a process that does
/// not listen yet.
public interface ConsoleControlMXBean {

  /// Makes the service listen, if it does not, and answers where.
  ///
  /// @param address `HOST:PORT`, `unix:PATH` or `auto`; one that listens already serves for `auto`
  /// @throws IllegalStateException if it can not listen, or the program was started with the
  ///   console `off`
  String start(String address);

  /// Where it listens; empty while it does not.
  String getAddress();
}
