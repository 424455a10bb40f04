package dev.vitrine.instrument;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// The resources that were made while somebody lists them, as long as they are reachable and not
/// gone.
///
/// Between two looks it takes in [#MOST_MADE] and counts the rest: a program that makes millions of
/// short-lived ones a second would else spend most of its time here.
///
/// - **Threads:** any; a look keeps nobody waiting.
final class ListedResources {
  static final int MOST_MADE = 50_000;

  private final ConcurrentMap<Long, WeakReference<Resource>> listed = new ConcurrentHashMap<>();
  private final AtomicInteger madeSinceLook = new AtomicInteger();
  private final LongAdder dropped = new LongAdder();

  void add(Resource resource) {
    // Once there is no room all that make some only read here.
    if (madeSinceLook.get() >= MOST_MADE || madeSinceLook.getAndIncrement() >= MOST_MADE) {
      dropped.increment();
      return;
    }
    listed.put(resource.resourceId(), new WeakReference<>(resource));
  }

  void remove(Resource resource) {
    listed.remove(resource.resourceId());
  }

  List<Resource> look() {
    madeSinceLook.set(0);
    var alive = new ArrayList<Resource>();
    for (var each = listed.values().iterator(); each.hasNext(); ) {
      Resource resource = each.next().get();
      if (resource == null) {
        each.remove();
      } else {
        alive.add(resource);
      }
    }
    return alive;
  }

  long dropped() {
    return dropped.sum();
  }

  void clear() {
    listed.clear();
    madeSinceLook.set(0);
  }
}
