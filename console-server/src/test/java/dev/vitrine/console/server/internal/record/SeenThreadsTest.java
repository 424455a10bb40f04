package dev.vitrine.console.server.internal.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vitrine.console.proto.v1.ThreadName;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeenThreadsTest {
  @Test
  void aLossBetweenTwoEventsIsNoThreadToAskFor() {
    Thread here = Thread.currentThread();
    var threads = new SeenThreads();
    threads.see(here.threadId());
    threads.see(0);
    threads.see(here.threadId());
    assertEquals(
        List.of(here.getName()),
        threads.takeNames().getNamesList().stream().map(ThreadName::getName).toList());
  }
}
