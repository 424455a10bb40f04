package dev.vitrine.deterministic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The places in the code at which threads can change, by number.
final class Sites {
  private static final List<String> NAMES = new ArrayList<>();
  private static volatile int[] hashes = new int[1024];

  private Sites() {}

  static synchronized int add(String name) {
    int site = NAMES.size();
    NAMES.add(name);
    if (site == hashes.length) {
      hashes = Arrays.copyOf(hashes, 2 * site);
    }
    hashes[site] = name.hashCode();
    return site;
  }

  static synchronized String name(int site) {
    return NAMES.get(site);
  }

  /// What a site contributes to the hash of a trace: told by its name alone, so that the order in
  /// which classes were loaded does not matter.
  static int hash(int site) {
    return hashes[site];
  }
}
