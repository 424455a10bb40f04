package dev.vitrine.console.server.internal.flight;

import dev.vitrine.console.proto.v1.Description;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The files that nobody has named: `NAME-PID-TIME-REASON.vrec`. None is ever overwritten. Of those
/// that nobody has asked for, by this program and by others of its name, the newest stay.
final class DumpFiles {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
  private static final String TRIGGERS =
      Arrays.stream(Trigger.values()).map(Trigger::word).collect(Collectors.joining("|"));
  private static final int MOST_TRIES = 1000;

  private final Path directory;
  private final int most;

  DumpFiles(Path directory, int most) {
    this.directory = directory;
    this.most = most;
  }

  /// Makes the directory, unless it is there.
  ///
  /// @throws IOException if it can not be made, or not be written
  void prepare() throws IOException {
    if (!directory.toString().isEmpty()) {
      Files.createDirectories(directory);
    }
    if (!Files.isWritable(directory.toAbsolutePath())) {
      throw new IOException(directory.toAbsolutePath() + " can not be written");
    }
  }

  /// Writes a dump into a file of its own.
  ///
  /// @param word why
  Dump.Written write(Dump dump, String word) throws IOException {
    String stem =
        nameOf(dump.process())
            + "-"
            + dump.process().getPid()
            + "-"
            + LocalDateTime.now(ZoneId.systemDefault()).format(TIME)
            + "-"
            + word;
    for (int i = 1; ; i++) {
      Path file = directory.resolve(stem + (i == 1 ? "" : "-" + i) + ".vrec");
      try {
        Files.createFile(file);
      } catch (FileAlreadyExistsException taken) {
        if (i == MOST_TRIES) {
          throw taken;
        }
        continue;
      }
      return dump.write(file);
    }
  }

  /// Deletes the oldest of those that nobody has asked for, when there are too many.
  void prune(Description process) throws IOException {
    Pattern ours =
        Pattern.compile(
            Pattern.quote(nameOf(process))
                + "-\\d+-\\d{8}-\\d{6}-("
                + TRIGGERS
                + ")(-\\d+)?\\.vrec");
    List<Path> newestFirst;
    try (Stream<Path> files = Files.list(directory.toAbsolutePath())) {
      newestFirst =
          files
              .filter(file -> ours.matcher(String.valueOf(file.getFileName())).matches())
              .sorted(Comparator.comparing(DumpFiles::age).thenComparing(Path::toString).reversed())
              .toList();
    }
    for (Path file : newestFirst.subList(Math.min(most, newestFirst.size()), newestFirst.size())) {
      Files.deleteIfExists(file);
    }
  }

  private static FileTime age(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException gone) {
      return FileTime.fromMillis(0);
    }
  }

  /// Of the class without its package, or of the jar without its folders.
  private static String nameOf(Description process) {
    String main = process.getMain().strip().replaceFirst("\\s.*", "");
    String name = main.substring(main.lastIndexOf('/') + 1);
    name = name.endsWith(".jar") ? name.substring(0, name.length() - 4) : name;
    name = name.substring(name.lastIndexOf('.') + 1).replaceAll("[^A-Za-z0-9._-]", "-");
    return name.isEmpty() ? "program" : name.toLowerCase(Locale.ROOT);
  }
}
