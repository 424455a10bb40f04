package dev.vitrine.deterministic;

import java.lang.classfile.AccessFlags;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Puts the steps into a class: a call to [Points] before each volatile or atomic access, and in
/// the place of each call that blocks.
///
/// An access is one step, whatever its memory mode; a plain one is none, but for a few that a
/// protocol guards. So what is explored are interleavings, and not memory orders, which are the
/// matter of the jcstress tests.
final class Rewriter {
  private static final String PACKAGE = "dev/vitrine/deterministic/";
  private static final ClassDesc POINTS = Points.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc OF_SITE =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int);
  private static final MethodTypeDesc OF_NOTHING = MethodTypeDesc.of(ConstantDescs.CD_void);
  private static final MethodTypeDesc OF_OBJECT =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object);

  /// Calls that [Points] answers, a step each; with the receiver as the first argument.
  private static final Set<String> ANSWERED =
      Set.of(
          "java/util/concurrent/locks/LockSupport.park(Ljava/lang/Object;)V",
          "java/util/concurrent/locks/LockSupport.parkNanos(Ljava/lang/Object;J)V",
          "java/util/concurrent/locks/LockSupport.unpark(Ljava/lang/Thread;)V",
          "java/lang/Thread.start()V",
          "java/lang/Thread.join()V",
          "java/lang/Thread.isAlive()Z",
          "java/lang/Thread.interrupt()V",
          "java/lang/Thread.isInterrupted()Z",
          "java/lang/Thread.interrupted()Z",
          "java/lang/Thread.sleep(J)V",
          "java/lang/Thread.sleep(Ljava/time/Duration;)V",
          "java/lang/Thread.onSpinWait()V");

  /// The same, but no steps: nobody else can tell when they happen.
  private static final Set<String> ANSWERED_AT_ONCE =
      Set.of(
          "java/lang/Thread.currentThread()Ljava/lang/Thread;",
          "java/lang/Thread.getState()Ljava/lang/Thread$State;",
          "java/lang/Thread.getStackTrace()[Ljava/lang/StackTraceElement;",
          "java/lang/System.nanoTime()J",
          "java/lang/System.currentTimeMillis()J",
          "java/util/concurrent/ThreadLocalRandom.nextInt()I",
          "java/util/concurrent/ThreadLocalRandom.nextInt(I)I",
          "java/lang/ref/ReferenceQueue.poll()Ljava/lang/ref/Reference;",
          "java/lang/System$Logger.log(Ljava/lang/System$Logger$Level;Ljava/lang/String;)V",
          "java/lang/System$Logger.log(Ljava/lang/System$Logger$Level;Ljava/lang/String;[Ljava/lang/Object;)V",
          "java/lang/System$Logger.log(Ljava/lang/System$Logger$Level;Ljava/lang/String;Ljava/lang/Throwable;)V");

  /// What would block or tell something that no seed decides. A class that needs it has to be
  /// taught to the simulation first.
  private static final Set<String> REFUSED =
      Set.of(
          "java/lang/Object.wait",
          "java/lang/Object.notify",
          "java/lang/Object.notifyAll",
          "java/util/concurrent/locks/LockSupport.parkUntil",
          "java/util/concurrent/Semaphore.acquire",
          "java/util/concurrent/BlockingQueue.take",
          "java/util/concurrent/Exchanger.exchange",
          "java/util/concurrent/locks/ReentrantLock.lockInterruptibly");

  /// Other types whose objects stand for a step whenever one of their methods is called.
  private static final Set<String> SHARED =
      Set.of(
          "java/lang/invoke/VarHandle",
          "java/util/concurrent/CountDownLatch",
          "java/util/concurrent/CompletableFuture",
          "java/util/concurrent/ConcurrentHashMap",
          "java/util/concurrent/ConcurrentLinkedQueue",
          "java/util/concurrent/CopyOnWriteArrayList");

  private static final Map<String, Class<?>> REPLACED =
      Map.of(
          "java/util/concurrent/locks/ReentrantLock", SimulatedLock.class,
          "java/util/concurrent/CountDownLatch", SimulatedLatch.class);

  private static final Set<String> PLAIN = Set.of("getPlain", "setPlain", "<init>");

  /// Methods of collections that call code of ours while they may hold a lock.
  private static final Set<String> CALLS_BACK =
      Set.of("removeIf", "replaceAll", "computeIfAbsent", "computeIfPresent", "compute", "merge");

  /// Classes that only count and look, and what is loaded when it is first used: no steps in them.
  private static final Set<String> QUIET =
      Set.of(
          "dev/vitrine/internal/instrument/Callsites",
          "dev/vitrine/internal/instrument/CallsiteRecord",
          "dev/vitrine/internal/instrument/CallsiteStats",
          "dev/vitrine/internal/instrument/Incidents",
          "dev/vitrine/internal/instrument/OsThread",
          "dev/vitrine/internal/instrument/PollWatch");

  /// Plain fields, and the slots of a ring, that a protocol keeps for one thread at a time: a step
  /// each, so that it shows when the protocol does not.
  private static final Set<String> GUARDED =
      Set.of(
          "dev/vitrine/internal/scheduler/InjectQueue.first",
          "dev/vitrine/internal/scheduler/InjectQueue.last");

  private static final String RUN_QUEUE = "dev/vitrine/internal/scheduler/RunQueue";

  /// A class before and after; most are the same in each copy of the runtime.
  private static final class Done {
    final byte[] before;
    final byte[] after;

    Done(byte[] before, byte[] after) {
      this.before = before;
      this.after = after;
    }
  }

  private static final Map<String, Done> DONE = new ConcurrentHashMap<>();

  private static final String THREAD = "java/lang/Thread";

  private final ClassIndex index;
  private final ClassFile classFile;

  Rewriter(ClassIndex index, ClassLoader types) {
    this.index = index;
    classFile =
        ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(types)
                    .orElse(ClassHierarchyResolver.defaultResolver())));
  }

  byte[] rewrite(String name) {
    byte[] bytes = index.bytes(name);
    Done known = DONE.get(name);
    if (known == null || !Arrays.equals(known.before, bytes)) {
      known = new Done(bytes, transform(name, bytes));
      DONE.putIfAbsent(name, known);
    }
    return known.after;
  }

  private byte[] transform(String name, byte[] bytes) {
    ClassModel model = classFile.parse(bytes);
    ClassTransform methods =
        (builder, element) -> {
          if (element instanceof MethodModel method) {
            builder.transformMethod(method, (of, part) -> rewriteMethod(name, method, of, part));
          } else {
            builder.with(element);
          }
        };
    return classFile.transformClass(model, methods);
  }

  private void rewriteMethod(
      String name,
      MethodModel method,
      java.lang.classfile.MethodBuilder builder,
      MethodElement part) {
    boolean locks = (method.flags().flagsMask() & ClassFile.ACC_SYNCHRONIZED) != 0;
    switch (part) {
      case AccessFlags flags when locks ->
          builder.withFlags(flags.flagsMask() & ~ClassFile.ACC_SYNCHRONIZED);
      case CodeModel code -> builder.transformCode(code, new Body(name, method, locks));
      default -> builder.with(part);
    }
  }

  /// One method.
  private final class Body implements CodeTransform {
    private final String in;
    private final String place;
    private final boolean quiet;
    private final boolean locks;
    private final boolean isStatic;
    private int line;
    private @Nullable Label begin;
    private @Nullable Label end;

    Body(String in, MethodModel method, boolean locks) {
      this.in = in;
      this.locks = locks;
      isStatic = (method.flags().flagsMask() & ClassFile.ACC_STATIC) != 0;
      quiet = isQuiet(in);
      place = in.substring(in.lastIndexOf('/') + 1) + "." + method.methodName().stringValue();
    }

    @Override
    public void atStart(CodeBuilder code) {
      if (locks) {
        point(code, "synchronized");
        monitor(code);
        code.invokestatic(POINTS, "monitorEnter", OF_OBJECT);
        Label first = code.newBoundLabel();
        begin = first;
        end = code.newLabel();
      }
    }

    @Override
    public void atEnd(CodeBuilder code) {
      Label first = begin;
      Label last = end;
      if (first != null && last != null) {
        code.labelBinding(last);
        Label handler = code.newBoundLabel();
        code.exceptionCatchAll(first, last, handler);
        monitor(code);
        code.invokestatic(POINTS, "monitorExit", OF_OBJECT);
        code.athrow();
      }
    }

    private void monitor(CodeBuilder code) {
      if (isStatic) {
        code.loadConstant(ClassDesc.ofInternalName(in));
      } else {
        code.aload(0);
      }
    }

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
      switch (element) {
        case LineNumber number -> {
          line = number.line();
          code.with(number);
        }
        case FieldInstruction access -> {
          String owner = access.owner().asInternalName();
          String field = access.name().stringValue();
          if (index.isVolatile(owner, field) || GUARDED.contains(owner + "." + field)) {
            boolean reads =
                access.opcode() == Opcode.GETFIELD || access.opcode() == Opcode.GETSTATIC;
            point(code, (reads ? "read " : "write ") + field);
          }
          code.with(access);
        }
        case ArrayLoadInstruction slot when in.equals(RUN_QUEUE) -> {
          point(code, "read slot");
          code.with(slot);
        }
        case ArrayStoreInstruction slot when in.equals(RUN_QUEUE) -> {
          point(code, "write slot");
          code.with(slot);
        }
        case MonitorInstruction monitor -> {
          boolean enters = monitor.opcode() == Opcode.MONITORENTER;
          point(code, enters ? "synchronized" : "end of synchronized");
          code.invokestatic(POINTS, enters ? "monitorEnter" : "monitorExit", OF_OBJECT);
        }
        case ReturnInstruction leaves when locks -> {
          monitor(code);
          code.invokestatic(POINTS, "monitorExit", OF_OBJECT);
          code.with(leaves);
        }
        case NewObjectInstruction made -> {
          Class<?> other = REPLACED.get(made.className().asInternalName());
          if (other == null) {
            code.with(made);
          } else {
            code.new_(other.describeConstable().orElseThrow());
          }
        }
        case InvokeInstruction call -> call(code, call);
        case InvokeDynamicInstruction dynamic -> {
          for (ConstantDesc argument : dynamic.bootstrapArgs()) {
            refuseReference(argument);
          }
          code.with(dynamic);
        }
        default -> code.with(element);
      }
    }

    private void call(CodeBuilder code, InvokeInstruction call) {
      String owner = call.owner().asInternalName();
      String method = call.name().stringValue();
      String type = call.type().stringValue();
      String called = ownerOf(owner, method, type) + "." + method + type;
      String label = owner.substring(owner.lastIndexOf('/') + 1) + "." + method;
      Class<?> other = REPLACED.get(owner);
      if (REFUSED.contains(owner + "." + method)) {
        throw new IllegalStateException(place + " calls " + label + ", which is not simulated");
      }
      if (method.equals("<init>") && other != null) {
        code.invokespecial(other.describeConstable().orElseThrow(), method, call.typeSymbol());
      } else if (called.equals("java/lang/Thread.yield()V")) {
        point(code, label);
        code.invokestatic(POINTS, "onSpinWait", OF_NOTHING);
      } else if (isBuilderStart(owner, method)) {
        point(code, label);
        code.invokestatic(
            POINTS,
            method,
            call.typeSymbol().insertParameterTypes(0, ClassDesc.of("java.lang.Thread$Builder")));
      } else if (ANSWERED.contains(called) || ANSWERED_AT_ONCE.contains(called)) {
        if (ANSWERED.contains(called)) {
          point(code, label);
        }
        code.invokestatic(POINTS, method, withReceiver(call, called));
      } else if (isShared(owner, method)) {
        point(code, label);
        atomicIf(CALLS_BACK.contains(method), code, call);
      } else {
        atomicIf(
            (owner.startsWith("java/util/") && CALLS_BACK.contains(method))
                || (!quiet && isQuiet(owner)),
            code,
            call);
      }
    }

    private void atomicIf(boolean atomic, CodeBuilder code, InvokeInstruction call) {
      if (atomic) {
        code.invokestatic(POINTS, "beginAtomic", OF_NOTHING);
      }
      code.with(call);
      if (atomic) {
        code.invokestatic(POINTS, "endAtomic", OF_NOTHING);
      }
    }

    private MethodTypeDesc withReceiver(InvokeInstruction call, String called) {
      MethodTypeDesc type = call.typeSymbol();
      return call.opcode() == Opcode.INVOKESTATIC
          ? type
          : type.insertParameterTypes(
              0, ClassDesc.ofInternalName(called.substring(0, called.indexOf('.'))));
    }

    private void point(CodeBuilder code, String what) {
      if (!quiet) {
        code.loadConstant(Sites.add(place + ":" + line + " " + what));
        code.invokestatic(POINTS, "point", OF_SITE);
      }
    }

    /// A method reference is called by the JDK, where no step can be put.
    private void refuseReference(ConstantDesc argument) {
      if (argument instanceof DirectMethodHandleDesc handle) {
        String owner = internalName(handle.owner());
        String called =
            ownerOf(owner, handle.methodName(), handle.lookupDescriptor())
                + "."
                + handle.methodName()
                + handle.lookupDescriptor();
        if (!quiet
            && (ANSWERED.contains(called)
                || ANSWERED_AT_ONCE.contains(called)
                || isShared(owner, handle.methodName()))) {
          throw new IllegalStateException(
              place + " has a reference to " + called + ": write it as a lambda");
        }
      }
    }
  }

  private static String internalName(ClassDesc type) {
    String descriptor = type.descriptorString();
    return type.isArray() ? descriptor : descriptor.substring(1, descriptor.length() - 1);
  }

  private static boolean isQuiet(String name) {
    int nested = name.indexOf('$');
    return QUIET.contains(nested < 0 ? name : name.substring(0, nested));
  }

  /// A method of `Thread` may be called on a class that inherits it.
  private String ownerOf(String owner, String method, String type) {
    boolean known =
        ANSWERED.contains(THREAD + "." + method + type)
            || ANSWERED_AT_ONCE.contains(THREAD + "." + method + type);
    return known && index.isA(owner, THREAD) ? THREAD : owner;
  }

  private static boolean isBuilderStart(String owner, String method) {
    return owner.startsWith("java/lang/Thread$Builder") && method.equals("start");
  }

  private static boolean isShared(String owner, String method) {
    if (PLAIN.contains(method)) {
      return false;
    }
    if (owner.equals("java/lang/invoke/VarHandle")) {
      return !method.equals("get") && !method.equals("set");
    }
    return SHARED.contains(owner)
        || owner.startsWith("java/util/concurrent/atomic/")
        || owner.startsWith("java/util/concurrent/locks/");
  }

  /// Whether a class of that name is to be rewritten.
  static boolean isOurs(String internalName) {
    return (internalName.startsWith("dev/vitrine/")
            && !internalName.startsWith("dev/vitrine/stress/")
            && (!internalName.startsWith(PACKAGE) || internalName.startsWith(PACKAGE + "scenario/"))
            && !internalName.startsWith("dev/vitrine/internal/jdk/"))
        || internalName.startsWith("org/jctools/queues/");
  }
}
