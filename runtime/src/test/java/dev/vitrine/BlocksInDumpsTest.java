package dev.vitrine;

import static dev.vitrine.Tasks.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.sync.Notify;
import dev.vitrine.testing.OwnJvm;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the JDK's thread dumps say of async blocks.
@Timeout(60)
final class BlocksInDumpsTest {
  @TempDir Path folder;

  /// The part of a dump that lists the threads of `container`; empty when there is none.
  private static String group(String dump, String container) {
    return Arrays.stream(dump.split("\"container\": "))
        .filter(part -> part.startsWith("\"" + container))
        .findFirst()
        .orElse("");
  }

  private static String dump(Path folder) {
    try {
      Path file = Files.createTempDirectory(folder, "dump").resolve("threads.json");
      ManagementFactory.getPlatformMBeanServer()
          .invoke(
              new ObjectName("com.sun.management:type=DiagnosticCommand"),
              "threadDumpToFile",
              new Object[] {new String[] {"-format=json", file.toString()}},
              new String[] {String[].class.getName()});
      return Files.readString(file);
    } catch (IOException | JMException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean lists(String group, String thread) {
    return group.contains("\"name\": \"" + thread + "\"");
  }

  @ParameterizedTest
  @EnumSource
  void blocksAreListedUnderTheirRuntimeUntilTheyEnd(Flavour flavour) {
    try (var runtime = flavour.builder().name("dumped").build()) {
      var event = new Notify();
      runtime.blockOn(
          () -> {
            var first = spawn("ends", () -> {});
            var second = spawn("waits", () -> event.notified().await());
            first.await();
            String blocks = group(dump(folder), "vitrine\\/dumped\\/");
            while (!blocks.contains("Notify")) { // not queued any more, nor on its way to the event
              Tasks.yieldNow().await();
              blocks = group(dump(folder), "vitrine\\/dumped\\/");
            }
            assertTrue(lists(blocks, "waits"), "suspended");
            assertTrue(blocks.contains("BlocksInDumpsTest.java"), "with its stack");
            assertFalse(lists(blocks, "ends"), "ended");
            event.notifyOne();
            second.await();
            assertFalse(lists(dump(folder), "waits"), "ended");
          });
    }
    assertEquals("", group(dump(folder), "vitrine\\/dumped\\/"), "closed");
  }

  /// A task is not registered before it has been pending.
  @ParameterizedTest
  @EnumSource
  void aBlockIsListedInItsFirstPoll(Flavour flavour) {
    try (var runtime = flavour.builder().name("first").build()) {
      String dump = runtime.blockOn(runtime.spawn("dumps", () -> dump(folder)));
      assertTrue(lists(group(dump, "vitrine\\/first\\/"), "dumps"));
    }
  }

  @Test
  void threadsThatABlockStartsAreNoBlocks() throws InterruptedException {
    try (var runtime = Flavour.FOUR_WORKERS.builder().name("parent").build()) {
      runtime.blockOn(
          () -> {
            var goOn = new CountDownLatch(1);
            Thread child =
                Thread.ofVirtual()
                    .name("child")
                    .start(
                        () -> {
                          try {
                            goOn.await();
                          } catch (InterruptedException e) {
                            throw new AssertionError(e);
                          }
                        });
            String dump = dump(folder);
            assertTrue(lists(group(dump, "<root>"), "child"));
            assertFalse(lists(group(dump, "vitrine\\/parent\\/"), "child"));
            goOn.countDown();
            child.join();
          });
    }
  }

  @Test
  void withoutTheExportBlocksAreListedWithAllOthers() throws Exception {
    OwnJvm.Result result = OwnJvm.withTheDoorOpen().run(NotExported.class);
    assertEquals("listed with all others", result.output().strip());
    result =
        OwnJvm.withTheDoorOpen()
            .flag("--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED")
            .run(NotExported.class);
    assertEquals("listed under the runtime", result.output().strip());
  }

  /// Runs in a JVM of its own.
  static final class NotExported {
    private NotExported() {}

    public static void main(String[] arguments) throws IOException {
      Path folder = Files.createTempDirectory("vitrine-dump");
      try (var runtime = Flavour.ONE_WORKER.builder().name("alone").build()) {
        String dump = runtime.blockOn(runtime.spawn("dumps", () -> dump(folder)));
        System.out.println(
            lists(group(dump, "<root>"), "dumps")
                ? "listed with all others"
                : lists(group(dump, "vitrine\\/alone\\/"), "dumps")
                    ? "listed under the runtime"
                    : "not listed");
      }
    }
  }
}
