package io.emkd.tensorflow.graph.variable;

import io.emkd.tensorflow.graph.placement.NetworkDevices;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * The variables of an ensemble by name, each read once a run. An initial value is a function of the
 * seed and of the order of declaration.
 */
public final class Parameters {
  private final Ops tf;
  private final long seed;
  private final double deviation;
  private final String prefix;

  /** Declares in place of this where this is what a function's graph sees. */
  private final Optional<Parameters> outside;

  private final Map<String, Variable> variables;
  private final List<Capture> captures;

  /**
   * A variable's handle that a function takes as an input.
   *
   * @param outside what a call gives
   * @param inside what the function's graph is given
   */
  public record Capture(Operand<?> outside, Operand<?> inside) {}

  /** How a variable is declared. */
  private interface Declaration {
    Variable in(Parameters parameters);
  }

  /**
   * @param seed of the initial values
   * @param deviation of those that are normal and have none of their own
   */
  public Parameters(Ops tf, long seed, double deviation) {
    this(tf, seed, deviation, "");
  }

  /**
   * @param prefix of all names, which the initial values do not depend on
   */
  public Parameters(Ops tf, long seed, double deviation, String prefix) {
    this(tf, seed, deviation, prefix, Optional.empty(), new LinkedHashMap<>(), new ArrayList<>());
  }

  private Parameters(
      Ops tf,
      long seed,
      double deviation,
      String prefix,
      Optional<Parameters> outside,
      Map<String, Variable> variables,
      List<Capture> captures) {
    this.tf = tf;
    this.seed = seed;
    this.deviation = deviation;
    this.prefix = prefix;
    this.outside = outside;
    this.variables = variables;
    this.captures = captures;
  }

  /**
   * Returns the same parameters, declaring on a network's device what is declared through it.
   *
   * @param network index from 0
   */
  public Parameters on(NetworkDevices devices, int network) {
    return new Parameters(
        devices.of(tf, network), seed, deviation, prefix, outside, variables, captures);
  }

  /**
   * Returns these as a function's graph sees them: to declare one captures its handle, after
   * declaring it outside where it is not there yet.
   *
   * @param function adds to the function's graph
   */
  public Parameters capturedBy(Ops function) {
    return new Parameters(
        function,
        seed,
        deviation,
        prefix,
        Optional.of(this),
        new LinkedHashMap<>(),
        new ArrayList<>());
  }

  /** Captures all that is declared outside, in that order. */
  public List<Variable> captureAll() {
    return outside.orElseThrow().all().stream().map(this::capture).toList();
  }

  /** Returns what was captured, in the order of declaration. */
  public List<Capture> captures() {
    return captures;
  }

  /** Of variables that begin as constants. */
  public Parameters(Ops tf) {
    this(tf, 0, 1);
  }

  /** Declares a matrix, drawn from a normal distribution, row 0 zero where {@code zeroFirstRow}. */
  public Operand<TFloat32> normal(String name, boolean zeroFirstRow, long rows, long columns) {
    return of(name, parameters -> parameters.drawNormal(name, zeroFirstRow, rows, columns)).value();
  }

  private Variable drawNormal(String name, boolean zeroFirstRow, long rows, long columns) {
    Operand<TFloat32> standard =
        tf.random.statelessRandomNormal(
            tf.constant(new long[] {zeroFirstRow ? rows - 1 : rows, columns}),
            nextSeed(),
            TFloat32.class);
    Operand<TFloat32> drawn =
        deviation == 1 ? standard : tf.math.mul(standard, tf.constant((float) deviation));
    Operand<TFloat32> initial =
        zeroFirstRow ? tf.concat(List.of(Zeros.of(tf, 1, columns), drawn), tf.constant(0)) : drawn;
    return declare(name, Shape.of(rows, columns), initial);
  }

  /** Declares a tensor, drawn from a normal distribution of its own deviation. */
  public Operand<TFloat32> normal(String name, double ownDeviation, long... shape) {
    return of(name, parameters -> parameters.drawNormal(name, ownDeviation, shape)).value();
  }

  private Variable drawNormal(String name, double ownDeviation, long... shape) {
    Operand<TFloat32> standard =
        tf.random.statelessRandomNormal(tf.constant(shape), nextSeed(), TFloat32.class);
    return declare(name, Shape.of(shape), tf.math.mul(standard, tf.constant((float) ownDeviation)));
  }

  /** Declares a tensor, drawn uniformly from +-1/sqrt(fanIn). */
  public Operand<TFloat32> uniform(String name, long fanIn, long... shape) {
    return of(name, parameters -> parameters.drawUniform(name, fanIn, shape)).value();
  }

  private Variable drawUniform(String name, long fanIn, long... shape) {
    float bound = (float) (1 / Math.sqrt((double) fanIn));
    Operand<TFloat32> drawn =
        tf.random.statelessRandomUniform(tf.constant(shape), nextSeed(), TFloat32.class);
    return declare(
        name,
        Shape.of(shape),
        tf.math.sub(tf.math.mul(drawn, tf.constant(2 * bound)), tf.constant(bound)));
  }

  /** Declares a vector of equal values. */
  public Operand<TFloat32> constant(String name, float value, long size) {
    return of(name, parameters -> parameters.fill(name, value, size)).value();
  }

  private Variable fill(String name, float value, long size) {
    return declare(
        name, Shape.of(size), tf.fill(tf.constant(new long[] {size}), tf.constant(value)));
  }

  /** Declares a tensor of zeros. */
  public Variable zeros(String name, long... shape) {
    return of(name, parameters -> parameters.clear(name, shape));
  }

  private Variable clear(String name, long... shape) {
    return declare(name, Shape.of(shape), Zeros.of(tf, shape));
  }

  private Variable of(String name, Declaration declaration) {
    return outside.isEmpty()
        ? declaration.in(this)
        : capture(
            Optional.ofNullable(outside.get().variables.get(prefix + name))
                .orElseGet(() -> declaration.in(outside.get())));
  }

  private Variable capture(Variable declared) {
    Operand<TType> handle =
        tf.scope()
            .env()
            .opBuilder("Placeholder", tf.scope().makeOpName(declared.name()), tf.scope())
            .setAttr("dtype", DataType.DT_RESOURCE)
            .build()
            .output(0);
    captures.add(new Capture(declared.handle(), handle));
    Variable variable =
        new Variable(
            declared.name(),
            declared.shape(),
            handle,
            tf.readVariableOp(handle, TFloat32.class),
            declared.initial());
    variables.put(variable.name(), variable);
    return variable;
  }

  /**
   * Returns the first rows of a matrix that was declared.
   *
   * @param name without the prefix
   */
  public Operand<TFloat32> firstRows(String name, long rows) {
    return firstRows(tf, named(prefix + name).value(), rows);
  }

  /** Returns the first rows of a matrix. */
  public static Operand<TFloat32> firstRows(Ops tf, Operand<TFloat32> matrix, long rows) {
    return tf.slice(matrix, tf.constant(new long[] {0, 0}), tf.constant(new long[] {rows, -1}));
  }

  private Operand<TInt64> nextSeed() {
    return tf.constant(new long[] {seed, variables.size()});
  }

  private Variable declare(String suffix, Shape shape, Operand<TFloat32> initial) {
    String name = prefix + suffix;
    VarHandleOp handle =
        tf.withName(name).varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName(name));
    Operand<TFloat32> value = tf.withName(name + ".value").readVariableOp(handle, TFloat32.class);
    Variable variable = new Variable(name, shape, handle, value, initial);
    variables.put(name, variable);
    return variable;
  }

  /** Returns all, in the order of declaration. */
  public List<Variable> all() {
    return new ArrayList<>(variables.values());
  }

  /**
   * @throws java.util.NoSuchElementException if there is none of that name
   */
  public Variable named(String name) {
    return Optional.ofNullable(variables.get(name)).orElseThrow();
  }
}
