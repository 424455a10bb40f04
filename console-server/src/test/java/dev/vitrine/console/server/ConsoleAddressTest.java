package dev.vitrine.console.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleAddressTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:6669, 127.0.0.1:6669",
    "' 127.0.0.1:0 ', 127.0.0.1:0",
    "127.1.2.3:80, 127.1.2.3:80",
    "[::1]:7001, [0:0:0:0:0:0:0:1]:7001",
    "unix:/tmp/x.sock, unix:/tmp/x.sock",
    "UNIX:/tmp/a/../x.sock, unix:/tmp/x.sock"
  })
  void addressesOfThisMachineAreTaken(String text, String address) {
    assertEquals(address, ConsoleAddress.parse(text).toString());
  }

  @Test
  void autoLeavesTheChoiceToTheServer() {
    assertInstanceOf(ConsoleAddress.Auto.class, ConsoleAddress.parse("Auto"));
  }

  @ParameterizedTest
  @CsvSource({
    "7001, is no address",
    "on, is no address",
    ":7001, is no address",
    "127.0.0.1:x, the port must be 0 (any) to 65535",
    "127.0.0.1:65536, the port must be 0 (any) to 65535",
    "127.0.0.1:, the port must be 0 (any) to 65535",
    "::1:7001, in brackets",
    "0.0.0.0:7001, could be reached from other machines",
    "192.0.2.1:7001, could be reached from other machines",
    "no-such-host.invalid:7001, there is no host",
    "unix:, needs a path"
  })
  void otherTextIsRefusedWithAReason(String text, String reason) {
    var refused = assertThrows(IllegalArgumentException.class, () -> ConsoleAddress.parse(text));
    assertTrue(String.valueOf(refused.getMessage()).contains(reason), refused::getMessage);
  }

  @Test
  void pathThatNoSocketCanHaveIsRefused() {
    var refused =
        assertThrows(
            IllegalArgumentException.class, () -> ConsoleAddress.parse("unix:/" + "x".repeat(120)));
    assertTrue(String.valueOf(refused.getMessage()).contains("121 bytes"), refused::getMessage);
  }
}
