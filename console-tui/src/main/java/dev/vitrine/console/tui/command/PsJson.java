package dev.vitrine.console.tui.command;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.vitrine.console.client.discover.WatchableProcess;
import java.util.List;
import java.util.Locale;

/// The list of processes as JSON.
final class PsJson {
  private PsJson() {}

  static String of(List<WatchableProcess> processes) {
    var array = new JsonArray();
    for (WatchableProcess one : processes) {
      var object = new JsonObject();
      object.addProperty("pid", one.pid());
      object.addProperty("main", one.main());
      object.addProperty("runtimeVersion", one.runtimeVersion());
      object.addProperty("address", one.address());
      object.addProperty("state", one.state().name().toLowerCase(Locale.ROOT));
      array.add(object);
    }
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(array);
  }
}
