package dev.vitrine.console.server;

import java.util.List;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Keeps what gRPC says about our connections off the program's standard error, where a port scan
/// would otherwise leave stack traces.
///
/// Only what is said by our own threads is kept back, and nothing severe: a program may use the
/// same gRPC for itself.
final class QuietThreads implements Filter {
  static final String NAME = "vitrine-console-io";

  // Held, because a logger nobody refers to is forgotten, and its filter with it.
  private static final List<Logger> LOGGERS =
      List.of(
          Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerTransport.connections"),
          Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler"),
          Logger.getLogger("io.grpc.netty.shaded.io.netty.bootstrap.ServerBootstrap"),
          Logger.getLogger("io.grpc.netty.shaded.io.netty.channel.DefaultChannelPipeline"));

  private final @Nullable Filter next;

  private QuietThreads(@Nullable Filter next) {
    this.next = next;
  }

  static synchronized void install() {
    for (Logger logger : LOGGERS) {
      Filter before = logger.getFilter();
      if (!(before instanceof QuietThreads)) {
        logger.setFilter(new QuietThreads(before));
      }
    }
  }

  @Override
  public boolean isLoggable(LogRecord record) {
    boolean isOurs = Thread.currentThread().getName().startsWith(NAME);
    if (isOurs && record.getLevel().intValue() < Level.SEVERE.intValue()) {
      return false;
    }
    return next == null || next.isLoggable(record);
  }
}
