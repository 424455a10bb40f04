package dev.vitrine.console.tui.command;

import dev.vitrine.recording.RecordingException;
import dev.vitrine.recording.RecordingFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// What is said of files that can not be read or written.
final class RecordingFile {
  /// What the names of recordings end in, unless a user says otherwise.
  static final String SUFFIX = ".vrec";

  private RecordingFile() {}

  /// Whether a user who named this meant a file: one that is there, or looks like none of what else
  /// can be named.
  static boolean isMeant(String target) {
    return target.endsWith(SUFFIX)
        || (!target.isEmpty() && !target.contains(":") && Files.isRegularFile(Path.of(target)));
  }

  /// Looks whether a file can be opened at all, before anything else is asked for.
  static void require(Path file) {
    try (var _ = Files.newInputStream(file)) {
      if (Files.isDirectory(file)) {
        throw new IOException("it is a folder");
      }
    } catch (IOException unreadable) {
      throw refused(file, unreadable);
    }
  }

  static Refusal refused(Path file, IOException why) {
    return new Refusal(
        ExitCode.FILE,
        switch (why) {
          case RecordingException says -> String.valueOf(says.getMessage());
          default ->
              Files.isDirectory(file)
                  ? file + " is a folder, not a recording"
                  : file + " can not be read: " + reason(why);
        });
  }

  /// Begins a file.
  ///
  /// @param force whether one that exists is overwritten
  static OutputStream create(Path file, boolean force) throws IOException {
    return RecordingFiles.create(file, force);
  }

  /// A reason in words, without the name of the file.
  static String reason(IOException why) {
    return switch (why) {
      case FileAlreadyExistsException _ ->
          "it exists already; --force overwrites it, or give another name";
      case NoSuchFileException _ -> "there is no such file or folder";
      case AccessDeniedException _ -> "that is not allowed";
      case FileSystemException of when of.getReason() != null -> of.getReason();
      default -> String.valueOf(why.getMessage());
    };
  }
}
