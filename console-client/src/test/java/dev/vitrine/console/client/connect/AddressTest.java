package dev.vitrine.console.client.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressTest {
  @Test
  void everyWayToWriteAnAddressIsRead() {
    assertEquals(new Address.Tcp("127.0.0.1", 7001), Address.parse("127.0.0.1:7001"));
    assertEquals(new Address.Tcp("host", 6669), Address.parse("http://host:6669/"));
    assertEquals(new Address.Tcp("::1", 6669), Address.parse("[::1]:6669"));
    assertEquals(new Address.Unix(Path.of("/run/x.sock")), Address.parse("unix:/run/x.sock"));
    assertEquals(
        new Address.Unix(Path.of("/run/x.sock")), Address.parse("file://localhost/run/x.sock"));
    assertEquals("[::1]:6669", Address.parse("[::1]:6669").toString());
  }

  @Test
  void whatIsNoAddressIsRefusedWithAHint() {
    for (String wrong :
        List.of(
            "host", "host:0", "host:70000", "https://host:1", "file://other/x", "unix:", "a b:1")) {
      var refused = assertThrows(IllegalArgumentException.class, () -> Address.parse(wrong), wrong);
      assertTrue(String.valueOf(refused.getMessage()).length() > 10, wrong);
    }
  }
}
