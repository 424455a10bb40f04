package dev.vitrine.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// One of the examples, running, its console service on a port of its own.
final class Example implements AutoCloseable {
  private final Program program;
  private final String address;

  private Example(Program program, String address) {
    this.program = program;
    this.address = address;
  }

  static Example start(String name, String... arguments) {
    return startAt(Paths.freePort(), name, arguments);
  }

  /// Starts an example with its console service on a given port, and waits until that listens.
  static Example startAt(int port, String name, String... arguments) {
    String address = "127.0.0.1:" + port;
    var words = new ArrayList<>(List.of("example", name, "--console", address));
    words.addAll(List.of(arguments));
    var example = new Example(Vitrine.start(words.toArray(String[]::new)), address);
    try {
      example.program.awaitErr(line -> line.contains("console on " + address), Vitrine.PATIENCE);
    } catch (AssertionError e) {
      example.close();
      throw e;
    }
    return example;
  }

  /// `HOST:PORT` of its console service.
  String address() {
    return address;
  }

  long pid() {
    return program.pid();
  }

  Program program() {
    return program;
  }

  String awaitOut(Predicate<String> line) {
    return program.awaitOut(line, Vitrine.PATIENCE);
  }

  @Override
  public void close() {
    program.close();
  }
}
