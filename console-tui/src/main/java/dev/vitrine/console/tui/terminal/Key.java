package dev.vitrine.console.tui.terminal;

import com.googlecode.lanterna.input.KeyStroke;

/// A key that was pressed.
///
/// @param kind which
/// @param letter for [Kind#LETTER] and [Kind#CTRL]; a blank otherwise
public record Key(Kind kind, char letter) {

  /// Sorts of keys.
  public enum Kind {
    LETTER,
    /// A letter with Ctrl.
    CTRL,
    UP,
    DOWN,
    LEFT,
    RIGHT,
    ENTER,
    ESCAPE,
    TAB,
    BACK_TAB,
    BACKSPACE,
    PAGE_UP,
    PAGE_DOWN,
    HOME,
    END,
    /// The terminal has gone.
    END_OF_INPUT,
    OTHER
  }

  public static Key of(Kind kind) {
    return new Key(kind, ' ');
  }

  public static Key letter(char letter) {
    return new Key(Kind.LETTER, letter);
  }

  public static Key ctrl(char letter) {
    return new Key(Kind.CTRL, letter);
  }

  public boolean is(char wanted) {
    return kind == Kind.LETTER && letter == wanted;
  }

  public boolean isCtrl(char wanted) {
    return kind == Kind.CTRL && letter == wanted;
  }

  static Key of(KeyStroke stroke) {
    return switch (stroke.getKeyType()) {
      case Character -> {
        Character c = stroke.getCharacter();
        yield stroke.isCtrlDown()
            ? ctrl(Character.toLowerCase(c))
            : stroke.isAltDown() ? of(Kind.OTHER) : letter(c);
      }
      case ArrowUp -> of(Kind.UP);
      case ArrowDown -> of(Kind.DOWN);
      case ArrowLeft -> of(Kind.LEFT);
      case ArrowRight -> of(Kind.RIGHT);
      case Enter -> of(Kind.ENTER);
      case Escape -> of(Kind.ESCAPE);
      case Tab -> of(Kind.TAB);
      case ReverseTab -> of(Kind.BACK_TAB);
      case Backspace, Delete -> of(Kind.BACKSPACE);
      case PageUp -> of(Kind.PAGE_UP);
      case PageDown -> of(Kind.PAGE_DOWN);
      case Home -> of(Kind.HOME);
      case End -> of(Kind.END);
      case EOF -> of(Kind.END_OF_INPUT);
      default -> of(Kind.OTHER);
    };
  }
}
