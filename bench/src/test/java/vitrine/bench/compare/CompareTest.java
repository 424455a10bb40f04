package vitrine.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

final class CompareTest {
  private static final Figure COST = Figure.nanos("cost");
  private static final Figure RATE = new Figure("rate", "msgs_per_s", 1, "messages/s", true);

  private static Results results(Figure figure, Map<String, List<Double>> columns) {
    var results = new Results();
    columns.forEach((name, all) -> all.forEach(value -> results.add(figure, name, value)));
    return results;
  }

  @Test
  void processorsAreFarApartWhenTheyHaveBeenMuchNearer() {
    var nanos = new ArrayDeque<>(List.of(900.0, 120.0, 60.0, 70.0, 340.0, 65.0));
    var distance = new Distance(nanos::removeFirst);
    assertFalse(distance.isFar());
    assertFalse(distance.isFar());
    assertFalse(distance.isFar());
    assertTrue(distance.isFar());
    assertFalse(distance.isFar());
    assertEquals(
        "60 ns there and back; more than 4.0 times that in 1 of 5 looks", distance.toString());
  }

  @Test
  void theWayBetweenProcessorsIsMeasured() {
    double nanos = Distance.bestRoundTripNanos();
    assertTrue(nanos > 0 && nanos < 1e9, () -> "round trip " + nanos + " ns");
  }

  @Test
  void theMiddleAndTheSpreadAreShown() {
    var three = results(COST, Map.of("polled", List.of(30.0, 10.0, 20.0)));
    assertEquals(
        Optional.of(new Results.Summary(20, 10, 30, List.of(30.0, 10.0, 20.0))),
        three.summary("cost", "polled"));
    var two = results(COST, Map.of("polled", List.of(10.0, 20.0)));
    assertEquals(15, two.summary("cost", "polled").orElseThrow().median());
  }

  @Test
  void aCostIsComparedWithTheCheapest() {
    var results =
        results(COST, Map.of("polled", List.of(30.0), "tokio", List.of(40.0), "go", List.of(20.0)));
    var verdict = new Goal(1, "cost", "polled", List.of("tokio", "go", "zio"), 1).judge(results);
    assertEquals("go", verdict.orElseThrow().best());
    assertEquals(1.5, verdict.orElseThrow().value());
    assertFalse(verdict.orElseThrow().met());
  }

  @Test
  void aRateIsComparedWithTheHighest() {
    var results =
        results(
            RATE, Map.of("polled", List.of(200.0), "tokio", List.of(100.0), "go", List.of(160.0)));
    var verdict = new Goal(4, "rate", "polled", List.of("tokio", "go"), 1).judge(results);
    assertEquals("go", verdict.orElseThrow().best());
    assertEquals(0.8, verdict.orElseThrow().value());
    assertTrue(verdict.orElseThrow().met());
  }

  @Test
  void aGoalWithoutItsFiguresIsNotJudged() {
    var results = results(COST, Map.of("polled", List.of(30.0)));
    assertTrue(new Goal(1, "cost", "polled", List.of("tokio"), 1).judge(results).isEmpty());
    assertTrue(new Goal(1, "cost", "block", List.of(), 1).judge(results).isEmpty());
    assertTrue(new Goal(3, "cost", "polled", List.of(), 29).judge(results).isPresent());
  }

  @Test
  void goalsAndShortColumnsNameWhatThereIs() {
    var figures = new HashSet<String>();
    var names = new HashSet<String>();
    for (Column column : Columns.all()) {
      assertTrue(names.add(column.name()), column.name());
    }
    for (Row row : Rows.all()) {
      row.figures().forEach(figure -> assertTrue(figures.add(figure.name()), figure.name()));
      assertTrue(names.containsAll(row.columns()), row.name());
      assertTrue(row.columns().containsAll(row.shortColumns()), row.name());
    }
    for (Goal goal : Goals.all()) {
      assertTrue(figures.contains(goal.figure()), goal.figure());
      assertTrue(names.contains(goal.column()), goal.column());
      assertTrue(names.containsAll(goal.against()), goal.figure());
    }
  }

  @Test
  void rowsAreChosenByNameOrBeginning() {
    var options = Options.of(List.of("--rows", "echo_50,spawn_among_*"));
    assertEquals(
        List.of(
            "echo_50",
            "spawn_among_1000",
            "spawn_among_10000",
            "spawn_among_100000",
            "spawn_among_1000000"),
        options.chooseRows(Rows.all()).stream().map(Row::name).toList());
    var wrong = Options.of(List.of("--rows", "ecko"));
    assertThrows(IllegalArgumentException.class, () -> wrong.chooseRows(Rows.all()));
    assertThrows(IllegalArgumentException.class, () -> Options.of(List.of("--rows")));
    assertThrows(IllegalArgumentException.class, () -> Options.of(List.of("--row", "x")));
  }

  @Test
  void anOptionThatIsNoNumberSaysWhatItTakes() {
    for (String wrong :
        List.of("--rounds x", "--rounds 0", "--warm 1s", "--within -1", "--seconds NaN")) {
      List<String> arguments = List.of(wrong.split(" "));
      var error = assertThrows(IllegalArgumentException.class, () -> Options.of(arguments), wrong);
      assertTrue(error.toString().contains(": " + arguments.getFirst() + " takes "), wrong);
    }
  }

  @Test
  void theShortModeHasLessThanTenMinutes() {
    assertTrue(Options.of(List.of("--short")).withinSeconds() < 600);
    assertTrue(Options.of(List.of("--short", "--warm", "4")).withinSeconds() < 600);
    assertEquals(900, Options.of(List.of("--short", "--within", "900")).withinSeconds());
    assertEquals(Double.POSITIVE_INFINITY, Options.of(List.of()).withinSeconds());
  }

  @Test
  void aRowThatWouldNotBeDoneInTimeIsLeftOut() {
    var nanos = new AtomicLong(7);
    var budget = new Budget(10, nanos::get);
    var done = new ArrayList<String>();
    BiConsumer<String, Integer> spend =
        (row, seconds) ->
            budget.spend(
                row,
                () -> {
                  nanos.addAndGet(seconds * 1_000_000_000L);
                  done.add(row);
                });
    spend.accept("long", 4);
    spend.accept("brief", 1);
    spend.accept("long", 3);
    spend.accept("long", 3); // 8 and the 4 that it has taken once
    spend.accept("brief", 2); // ends just in time
    spend.accept("brief", 1);
    spend.accept("new", 5); // once, whatever it takes
    assertEquals(List.of("long", "brief", "long", "brief", "new"), done);
    assertEquals(List.of("long", "brief"), budget.leftOut());
    assertEquals(15_000_000_000L, budget.spentNanos());
  }

  @Test
  void theNumbersOfALineAreFoundAmongWarnings() {
    assertEquals(
        Map.of("nanos", 12.5, "runs", 3.0),
        Shell.numbers("WARNING: a=b was used\nnanos=12.50\truns=3\n"));
  }

  @Test
  void crowdsGetTheHeapTheyNeed() {
    var jvm = new Column("polled", "", List.of("java", "-Xmx1g"), List.of("Run"), true, "");
    assertEquals(List.of("java", "-Xmx1g", "Run", "yield_many"), jvm.command("yield_many"));
    assertEquals(
        List.of("java", "-Xmx1g", "-Xms3g", "-Xmx3g", "Run", "wake_among_1000", "1"),
        jvm.command("wake_among_1000", "1"));
    var binary = new Column("tokio", "", List.of("tokio"), List.of(), false, "");
    assertEquals(List.of("tokio", "memory", "10"), binary.command("memory", "10"));
  }
}
