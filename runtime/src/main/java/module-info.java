import org.jspecify.annotations.NullMarked;

/// An asynchronous runtime: tasks, the workers that poll them, and the drivers that wake them.
@NullMarked
module dev.vitrine.runtime {
  requires static transitive org.jspecify;
  requires static java.instrument;
  requires java.management;
  requires jdk.unsupported;
  requires org.jctools.core;

  exports dev.vitrine;
  exports dev.vitrine.future;
  // Open to all so that another console can be written; may change in any minor version.
  exports dev.vitrine.instrument;
  exports dev.vitrine.net;
  exports dev.vitrine.park;
  exports dev.vitrine.signal;
  exports dev.vitrine.sync;
  exports dev.vitrine.task;
  exports dev.vitrine.time;

  uses dev.vitrine.instrument.ConsoleStarter;
}
