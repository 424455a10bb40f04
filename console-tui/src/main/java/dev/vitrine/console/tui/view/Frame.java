package dev.vitrine.console.tui.view;

import dev.vitrine.console.client.discover.Processes;
import dev.vitrine.console.client.lint.Lints;
import dev.vitrine.console.client.model.Connection;
import dev.vitrine.console.client.model.Instants;
import dev.vitrine.console.client.model.Pulse;
import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.client.text.Counts;
import dev.vitrine.console.client.text.Durations;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.Incident;
import dev.vitrine.console.proto.v1.Losses;
import dev.vitrine.console.proto.v1.TaskCounts;
import dev.vitrine.console.proto.v1.TaskPage;
import dev.vitrine.console.tui.terminal.Canvas;
import dev.vitrine.console.tui.terminal.Ink;
import dev.vitrine.console.tui.terminal.Look;
import dev.vitrine.console.tui.view.View.Hint;
import dev.vitrine.console.tui.widget.Cut;
import dev.vitrine.console.tui.widget.Graphs;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The lines around every view: what is watched and how fresh it is, the tabs, the pulse, what is
/// wrong now; and the keys.
final class Frame {
  private static final long ROTATE_NANOS = 3_000_000_000L;
  private static final long SILENT_NANOS = 4_000_000_000L;

  private Frame() {}

  /// Draws the lines at the top.
  ///
  /// @return how many they are
  static int drawTop(Canvas canvas, Scene scene, char tab) {
    drawTitle(canvas, scene);
    drawTabs(canvas, scene.snapshot(), tab);
    drawPulse(canvas, scene);
    return drawAlarm(canvas, scene) ? 4 : 3;
  }

  private static void drawTitle(Canvas canvas, Scene scene) {
    Look look = scene.look();
    Snapshot snapshot = scene.snapshot();
    int end = canvas.putRight(canvas.width(), 0, " ? help ", Ink.DIM);
    Badge badge = badge(scene);
    end = canvas.putRight(end, 0, "  " + badge.text() + " ", badge.ink());
    Canvas left = canvas.part(0, 0, end, 1);
    int x = left.put(1, 0, "vitrine ", Ink.TITLE);
    x = left.put(x, 0, look.pick("▸ ", "> "), Ink.DIM);
    if (snapshot.process().isEmpty()) {
      String what = snapshot.service() == Snapshot.Service.TOKIO ? "Rust program · " : "";
      left.put(x, 0, Cut.end(left, what + snapshot.address(), end - x), Ink.STRONG);
      return;
    }
    Description process = snapshot.process().get();
    String name = Processes.shortName(process.getMain());
    x = left.put(x, 0, name.isEmpty() ? "a program" : name, Ink.STRONG);
    var parts = new ArrayList<String>();
    parts.add("pid " + process.getPid());
    parts.add(snapshot.address());
    parts.add("JDK " + process.getJdkVersion().split("[.+]", 2)[0]);
    long now = Instants.nanos(process.getStamp().getNow());
    long up = Math.max(0, now - Instants.nanos(process.getStartedAt())) + uptimeSince(snapshot);
    parts.add("up " + Durations.brief(up, look.unicode()));
    if (snapshot.restarts() > 0) {
      parts.add(
          "restarted " + snapshot.restarts() + (snapshot.restarts() == 1 ? " time" : " times"));
    }
    for (String part : parts) {
      String text = " · " + part;
      if (x + text.length() <= end) {
        x = left.put(x, 0, text, Ink.PLAIN);
      }
    }
  }

  /// What the server's clock has advanced since it described itself.
  private static long uptimeSince(Snapshot snapshot) {
    var described = snapshot.process().map(process -> process.getStamp().getNow());
    var latest = snapshot.tasks().map(page -> page.getStamp().getNow());
    return described.isPresent() && latest.isPresent()
        ? Instants.between(described.get(), latest.get())
        : 0;
  }

  private record Badge(String text, Ink ink) {}

  private static Badge badge(Scene scene) {
    Look look = scene.look();
    Snapshot snapshot = scene.snapshot();
    long now = scene.nowNanos();
    if (snapshot.isPaused()) {
      return new Badge(
          look.pick("‖ ", "|| ") + "PAUSED " + age(now - snapshot.pausedAtNanos(), look) + " ago",
          Ink.ALARM_BAR);
    }
    return switch (snapshot.connection()) {
      case Connection.Connecting connecting ->
          new Badge(
              look.pick("◔ ", ". ")
                  + "CONNECTING"
                  + (connecting.attempt() > 1 ? " try " + connecting.attempt() : ""),
              Ink.CAUTION);
      case Connection.Live _ -> {
        long silent = now - snapshot.takenAtNanos();
        if (snapshot.serverPaused()) {
          yield new Badge(look.pick("‖ ", "|| ") + "PAUSED by another console", Ink.CAUTION);
        }
        if (snapshot.hasData() && silent > SILENT_NANOS) {
          yield new Badge(look.pick("◌ ", "o ") + "SILENT for " + age(silent, look), Ink.ALARM);
        }
        long interval = snapshot.process().map(Description::getPublishIntervalNanos).orElse(0L);
        String every = interval > 0 ? " " + seconds(interval) : "";
        yield new Badge(look.pick("● ", "* ") + "LIVE" + every, Ink.GOOD);
      }
      case Connection.Lost lost -> {
        String retry =
            "retry in " + age(Math.max(0, lost.retryAtNanos() - now) + 999_999_999, look);
        String since =
            lost.wasLive()
                ? "LOST " + age(now - snapshot.takenAtNanos(), look) + " ago, "
                : "NO CONNECTION, ";
        yield new Badge(look.pick("○ ", "o ") + since + retry, Ink.ALARM);
      }
      case Connection.Replaying replaying -> replayed(replaying, look);
      case Connection.Closed _ -> new Badge("CLOSED", Ink.DIM);
    };
  }

  private static Badge replayed(Connection.Replaying at, Look look) {
    String sign = at.playing() ? look.pick("▷ ", "> ") : look.pick("‖ ", "|| ");
    String times = at.speed() < 1 ? "1/" + Math.round(1 / at.speed()) : "" + Math.round(at.speed());
    String speed = at.speed() == 1 ? "" : " " + times + look.pick("×", "x");
    String cut = at.trouble().isEmpty() ? "" : " CUT";
    return new Badge(
        sign + "REPLAY " + clock(at.positionNanos()) + "/" + clock(at.lengthNanos()) + speed + cut,
        at.playing() && cut.isEmpty() ? Ink.GOOD : Ink.CAUTION);
  }

  private static String clock(long nanos) {
    long seconds = nanos / 1_000_000_000;
    String minutes = "%02d:%02d".formatted(seconds / 60 % 60, seconds % 60);
    return seconds < 3600 ? minutes : seconds / 3600 + ":" + minutes;
  }

  private static String age(long nanos, Look look) {
    long whole = Math.max(0, nanos) / 1_000_000_000 * 1_000_000_000;
    return whole == 0 ? "0s" : Durations.brief(whole, look.unicode());
  }

  private static String seconds(long nanos) {
    return nanos / 1_000_000_000 + "." + nanos / 100_000_000 % 10 + "s";
  }

  private static void drawTabs(Canvas canvas, Snapshot snapshot, char tab) {
    boolean ours = snapshot.service() != Snapshot.Service.TOKIO;
    boolean brief = canvas.width() < 74;
    int x = 1;
    x =
        tab(
            canvas,
            x,
            tab,
            't',
            "Tasks",
            brief,
            snapshot.tasks().map(page -> Counts.brief(page.getTotal())).orElse(""));
    x = tab(canvas, x, tab, 'w', "Workers", brief, ours ? workers(snapshot) : "–");
    long blocked = snapshot.alarms().size();
    x = tab(canvas, x, tab, 'b', "Blocking", brief, ours ? Long.toString(blocked) : "–");
    x =
        tab(
            canvas,
            x,
            tab,
            'r',
            "Resources",
            brief,
            snapshot.resources().map(update -> Counts.brief(update.getTotal())).orElse(""));
    x =
        tab(
            canvas,
            x,
            tab,
            'c',
            "Callsites",
            brief,
            snapshot.callsites().isEmpty() ? "" : Integer.toString(snapshot.callsites().size()));
    int lints = Lints.summary(snapshot).size();
    tab(canvas, x, tab, '!', "Lints", canvas.width() < 90, Integer.toString(lints));
  }

  private static String workers(Snapshot snapshot) {
    int workers = snapshot.pulses().stream().mapToInt(pulse -> pulse.workers().size()).sum();
    return workers == 0 ? "" : Integer.toString(workers);
  }

  private static int tab(
      Canvas canvas, int x, char open, char key, String name, boolean brief, String count) {
    boolean isOpen = open == key;
    int at = canvas.put(x, 1, key + " ", Ink.KEY);
    String label = brief && !isOpen ? name.substring(0, Math.min(5, name.length())) : name;
    String text = brief && !isOpen ? "" : label;
    at = canvas.put(at, 1, text, isOpen ? Ink.TITLE : Ink.PLAIN);
    String number = count.isEmpty() ? "" : (text.isEmpty() ? "" : " ") + count;
    at = canvas.put(at, 1, number, isOpen ? Ink.STRONG : Ink.DIM);
    return at + (canvas.width() < 100 ? 2 : 3);
  }

  // The number of a worker and its share.
  private static final int PULSE_TEXT = 9;

  private static void drawPulse(Canvas canvas, Scene scene) {
    Snapshot snapshot = scene.snapshot();
    int x = 1;
    if (snapshot.service() == Snapshot.Service.TOKIO) {
      TaskCounts counts =
          snapshot.tasks().map(TaskPage::getCounts).orElse(TaskCounts.getDefaultInstance());
      x = figure(canvas, x, "running", counts.getRunning(), false);
      x = figure(canvas, x, "scheduled", counts.getScheduled(), false);
      x = figure(canvas, x, "idle", counts.getIdle(), false);
      x = figure(canvas, x, "done", counts.getFinished(), false);
      figure(canvas, x, "lost", snapshot.losses().getEvents(), snapshot.losses().getEvents() > 0);
      return;
    }
    x = drawBars(canvas, x, snapshot, scene.look());
    drawRates(canvas, x + 1, snapshot);
  }

  /// One bar per worker, as long as lets all of them fit. Those that do not fit without any bar are
  /// counted.
  private static int drawBars(Canvas canvas, int start, Snapshot snapshot, Look look) {
    var workers = snapshot.pulses().stream().flatMap(pulse -> pulse.workers().stream()).toList();
    int room = canvas.width() * 2 / 5;
    int bar =
        IntStream.of(10, 5)
            .filter(length -> workers.size() * (length + PULSE_TEXT) < room)
            .findFirst()
            .orElse(0);
    int x = start;
    int drawn = 0;
    for (Pulse.Worker worker : workers) {
      if (x + bar + PULSE_TEXT > room && drawn > 0) {
        break;
      }
      drawn++;
      boolean stuck = worker.status().getPollRunningNanos() >= 50_000_000;
      x = canvas.put(x, 2, "w" + worker.status().getIndex() + " ", stuck ? Ink.ALARM : Ink.DIM);
      if (bar > 0) {
        x = canvas.put(x, 2, Graphs.bar(worker.busy(), bar, look), stuck ? Ink.ALARM : Ink.GOOD);
      }
      x = canvas.put(x, 2, pad(Counts.percent(worker.busy()), 4) + "  ", Ink.PLAIN);
    }
    int hidden = workers.size() - drawn;
    return hidden == 0 ? x : canvas.put(x, 2, "+" + hidden + "  ", Ink.DIM);
  }

  private static void drawRates(Canvas canvas, int start, Snapshot snapshot) {
    if (snapshot.pulses().isEmpty()) {
      return;
    }
    int x = start;
    double polls = 0;
    double steals = 0;
    long inject = 0;
    long local = 0;
    long busy = 0;
    long cap = 0;
    for (Pulse pulse : snapshot.pulses()) {
      polls += pulse.pollsPerSecond();
      steals += pulse.stealsPerSecond();
      inject += pulse.status().getInjectDepth();
      local += pulse.workers().stream().mapToLong(worker -> worker.status().getLocalDepth()).sum();
      busy += pulse.status().getBlocking().getThreads() - pulse.status().getBlocking().getIdle();
      cap += pulse.status().getBlocking().getCap();
    }
    Losses losses = snapshot.losses();
    long lost =
        losses.getIncidents()
            + losses.getFinishedTasks()
            + losses.getResources()
            + losses.getMessages()
            + losses.getEvents();
    // What was lost is never pushed out by what was not.
    int end =
        lost > 0
            ? canvas.putRight(canvas.width() - 1, 2, "lost " + Counts.brief(lost), Ink.ALARM) - 1
            : canvas.width();
    Canvas line = canvas.part(0, 0, end, 3);
    x = text(line, x, "polls", Counts.rate(polls) + "/s");
    x = text(line, x, "steals", Counts.rate(steals) + "/s");
    x = figure(line, x, "inject", inject, inject > 1_000);
    x = figure(line, x, "local", local, false);
    x = text(line, x, "blocking", busy + "/" + cap);
    if (lost == 0) {
      figure(line, x, "lost", 0, false);
    }
  }

  private static int figure(Canvas canvas, int x, String name, long value, boolean alarm) {
    String text = Counts.brief(value);
    if (x + name.length() + 1 + text.length() > canvas.width()) {
      return x;
    }
    int at = canvas.put(x, 2, name + " ", Ink.DIM);
    return canvas.put(at, 2, text, alarm ? Ink.ALARM : Ink.PLAIN) + 2;
  }

  private static int text(Canvas canvas, int x, String name, String value) {
    if (x + name.length() + 1 + value.length() > canvas.width()) {
      return x;
    }
    int at = canvas.put(x, 2, name + " ", Ink.DIM);
    return canvas.put(at, 2, value, Ink.PLAIN) + 2;
  }

  private static String pad(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  /// Draws what is wrong now, if anything is. Of several things each has its turn, the longest
  /// first.
  private static boolean drawAlarm(Canvas canvas, Scene scene) {
    List<String> alarms = new ArrayList<>();
    for (Incident incident : scene.snapshot().alarms()) {
      alarms.add(IncidentText.sentence(incident, scene.look()));
    }
    String more = alarms.isEmpty() ? "" : "  b " + scene.look().pick("↵", "Enter") + " show ";
    Ink ink = Ink.ALARM_BAR;
    if (alarms.isEmpty()) {
      Lints.summary(scene.snapshot())
          .forEach((lint, tasks) -> alarms.add(WarningsView.sentence(lint, tasks)));
      more = "  ! show ";
      ink = Ink.CAUTION;
    }
    if (alarms.isEmpty()) {
      return false;
    }
    int turn = (int) Math.floorMod(scene.nowNanos() / ROTATE_NANOS, (long) alarms.size());
    String count = alarms.size() > 1 ? " (" + (turn + 1) + "/" + alarms.size() + ")" : "";
    int end = canvas.putRight(canvas.width(), 3, more, ink);
    String text = scene.look().pick(" ▲ ", " ! ") + alarms.get(turn) + count;
    canvas.put(0, 3, Cut.end(canvas, text, end), ink);
    if (ink == Ink.ALARM_BAR) {
      canvas.paint(3, ink);
    }
    return true;
  }

  /// Draws the last line: the keys that matter, as many as there is room for.
  static void drawHints(Canvas canvas, List<Hint> hints, String message) {
    int y = canvas.height() - 1;
    if (!message.isEmpty()) {
      canvas.put(1, y, message, Ink.CAUTION);
      return;
    }
    int x = 1;
    for (Hint hint : hints) {
      String key =
          canvas.look().unicode()
              ? hint.key()
              : hint.key().replace("↵", "Enter").replace("←→", "h l").replace("↑↓", "j k");
      if (x + canvas.widthOf(key) + 1 + hint.what().length() > canvas.width()) {
        return;
      }
      x = canvas.put(x, y, key + " ", Ink.KEY);
      x = canvas.put(x, y, hint.what(), Ink.DIM) + 2;
    }
  }
}
