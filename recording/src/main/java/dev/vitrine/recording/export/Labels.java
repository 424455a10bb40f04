package dev.vitrine.recording.export;

import dev.vitrine.console.proto.v1.Callsite;
import dev.vitrine.console.proto.v1.Incident;
import dev.vitrine.console.proto.v1.Location;
import dev.vitrine.console.proto.v1.Sample;
import dev.vitrine.console.proto.v1.StackFrame;
import java.util.Locale;
import java.util.stream.Collectors;

/// How things are called in a trace.
final class Labels {
  private Labels() {}

  static String of(Callsite callsite) {
    if (!callsite.hasLocation()) {
      return callsite.getBody();
    }
    String place = of(callsite.getLocation());
    return callsite.getBody().isEmpty() ? place : callsite.getBody() + " " + place;
  }

  /// File without folders, and line.
  static String of(Location location) {
    String file = location.getFile().substring(location.getFile().lastIndexOf('/') + 1);
    return location.getLine() == 0 ? file : file + ":" + location.getLine();
  }

  /// Such as `file or native`.
  static String kind(Incident incident) {
    return words(incident.getKind().name(), "KIND_");
  }

  static String words(String constant, String prefix) {
    String name = constant.startsWith(prefix) ? constant.substring(prefix.length()) : constant;
    return name.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /// The stack that was seen most often, a frame a line.
  static String stack(Sample sample) {
    return sample.getFramesList().stream().map(Labels::of).collect(Collectors.joining("\n"));
  }

  static String of(StackFrame frame) {
    String place =
        frame.getLine() > 0
            ? frame.getFile() + ":" + frame.getLine()
            : frame.getNative() ? "native" : frame.getFile();
    return frame.getClassName() + "." + frame.getMethod() + "(" + place + ")";
  }
}
