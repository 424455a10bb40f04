package dev.vitrine.examples;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The arguments of an example: `--name value`, or `--name` alone for an option with a default, and
/// plain words.
///
/// Anything that is not understood ends the program with exit code 2 and a line that says what
/// would be.
public final class Arguments {
  private final String usage;
  private final Map<String, String> options = new LinkedHashMap<>();
  private final List<String> words;

  private Arguments(String usage, List<String> words) {
    this.usage = usage;
    this.words = words;
  }

  /// Reads `args`.
  ///
  /// @param usage what to print when they are wrong
  /// @param names of the options that exist, without the dashes
  /// @param mostWords how many plain words are allowed
  public static Arguments of(String usage, String[] args, List<String> names, int mostWords) {
    var words = new java.util.ArrayList<String>();
    var read = new Arguments(usage, words);
    for (int i = 0; i < args.length; i++) {
      String arg = args[i];
      if (!arg.startsWith("--")) {
        words.add(arg);
      } else if (!names.contains(arg.substring(2))) {
        throw read.wrong("unknown option " + arg);
      } else if (i + 1 < args.length && !args[i + 1].startsWith("--")) {
        read.options.put(arg.substring(2), args[++i]);
      } else {
        read.options.put(arg.substring(2), "");
      }
    }
    if (words.size() > mostWords) {
      throw read.wrong("too many arguments: " + Arrays.toString(args));
    }
    return read;
  }

  public boolean has(String option) {
    return options.containsKey(option);
  }

  /// The number given with `option`: `absent` when the option is not there, `bare` when it is there
  /// without a number.
  public int number(String option, int absent, int bare, int least, int most) {
    String text = options.get(option);
    if (text == null) {
      return absent;
    }
    return text.isEmpty() ? bare : number("--" + option, text, least, most);
  }

  /// The plain word at `index` as a number.
  public int number(int index, int absent, int least, int most) {
    return index < words.size() ? number("the argument", words.get(index), least, most) : absent;
  }

  private int number(String what, String text, int least, int most) {
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notOne) {
      // said below
    }
    throw wrong(what + " must be a number from " + least + " to " + most + ", not " + text);
  }

  private Exit wrong(String message) {
    System.err.println(message);
    System.err.println("usage: " + usage);
    System.exit(2);
    return new Exit(message);
  }

  private static final class Exit extends RuntimeException {
    private static final long serialVersionUID = 1;

    Exit(String message) {
      super(message);
    }
  }
}
