package io.emkd.tensorflow.torch;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Shown;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;
import org.jspecify.annotations.Nullable;

/**
 * Reads the pickle of a {@code torch.save}, by the opcodes that one has and no others. Names become
 * tensors and maps, or {@link NamedObject}s if they are allowed; whatever else is named is refused,
 * and no constructor of the library is ever used. Not thread-safe.
 */
final class TensorUnpickler extends Unpickler {
  private static final String VALID = "a pickle of tensors and settings, as torch.save writes it";

  /** What the library does to its own stack alone. */
  private static final Set<Short> HARMLESS =
      Set.of(
          Opcodes.PROTO,
          Opcodes.STOP,
          Opcodes.FRAME,
          Opcodes.MARK,
          Opcodes.NONE,
          Opcodes.NEWTRUE,
          Opcodes.NEWFALSE,
          Opcodes.BININT,
          Opcodes.BININT1,
          Opcodes.BININT2,
          Opcodes.LONG1,
          Opcodes.BINFLOAT,
          Opcodes.SHORT_BINUNICODE,
          Opcodes.SHORT_BINBYTES,
          Opcodes.EMPTY_TUPLE,
          Opcodes.TUPLE,
          Opcodes.TUPLE1,
          Opcodes.TUPLE2,
          Opcodes.TUPLE3,
          Opcodes.EMPTY_LIST,
          Opcodes.APPEND,
          Opcodes.APPENDS,
          Opcodes.EMPTY_DICT,
          Opcodes.MEMOIZE,
          Opcodes.BINGET,
          Opcodes.LONG_BINGET,
          Opcodes.BINPUT,
          Opcodes.LONG_BINPUT,
          Opcodes.BINPERSID,
          Opcodes.REDUCE,
          Opcodes.NEWOBJ);

  private final String file;
  private final ByteArrayInputStream bytes;
  private final AllowedNames allowed;

  /**
   * @param file as the caller calls it
   */
  TensorUnpickler(String file, byte[] pickle, AllowedNames allowed) {
    this.file = file;
    this.bytes = new ByteArrayInputStream(pickle);
    this.allowed = allowed;
  }

  /**
   * @throws InvalidInputException naming what is wrong
   */
  Object load() {
    try {
      Object loaded = load(bytes);
      if (loaded == null) {
        throw new InvalidInputException(file, "a pickle of nothing", VALID);
      }
      return loaded;
    } catch (InvalidInputException named) {
      throw named;
    } catch (IOException | RuntimeException broken) {
      throw new InvalidInputException(
          file,
          "a broken pickle (" + Shown.message(String.valueOf(broken.getMessage())) + ")",
          VALID);
    }
  }

  @Override
  protected Object dispatch(short opcode) throws IOException {
    switch (opcode) {
      case Opcodes.GLOBAL -> named(PickleUtils.readline(input), PickleUtils.readline(input));
      case Opcodes.STACK_GLOBAL -> {
        String name = (String) stack.pop();
        named((String) stack.pop(), name);
      }
      case Opcodes.BUILD -> build();
      case Opcodes.SETITEM -> {
        Object value = stack.pop();
        Object key = stack.pop();
        put(map(stack.peek()), key, value);
      }
      case Opcodes.SETITEMS -> {
        List<Object> items = stack.pop_all_since_marker();
        Map<Object, Object> map = map(stack.peek());
        for (int i = 0; i < items.size(); i += 2) {
          put(map, items.get(i), items.get(i + 1));
        }
      }
      case Opcodes.BINUNICODE, Opcodes.BINBYTES -> {
        requireLength(4);
        return super.dispatch(opcode);
      }
      default -> {
        if (!HARMLESS.contains(opcode)) {
          throw refused("the opcode " + opcode + ", which torch.save does not write,");
        }
        return super.dispatch(opcode);
      }
    }
    return NO_RETURN_VALUE;
  }

  /** A length comes before bytes are there: a wrong one would take the memory all the same. */
  private void requireLength(int size) throws IOException {
    bytes.mark(size);
    long length = Integer.toUnsignedLong(PickleUtils.bytes_to_integer(readExactly(size)));
    bytes.reset();
    if (length > bytes.available()) {
      throw refused(length + " bytes of text, more than are there,");
    }
  }

  private byte[] readExactly(int size) throws IOException {
    return PickleUtils.readbytes(bytes, size);
  }

  private void named(String module, String name) {
    stack.add(constructor(module + "." + name));
  }

  private Named constructor(String name) {
    return switch (name) {
      case "collections.OrderedDict" -> new Named(name, arguments -> new LinkedHashMap<>());
      case "torch._utils._rebuild_tensor_v2" -> new Named(name, TensorUnpickler::tensor);
      case "torch._utils._rebuild_parameter" ->
          new Named(name, arguments -> (StoredTensor) arguments[0]);
      default -> {
        if (!isStorage(name) && !allowed.allow(name)) {
          throw refused("the name " + Shown.quoted(name));
        }
        yield new Named(
            name,
            arguments ->
                new NamedObject(
                    name, Collections.unmodifiableList(new ArrayList<>(Arrays.asList(arguments)))));
      }
    };
  }

  private static boolean isStorage(String name) {
    return name.startsWith("torch.") && name.endsWith("Storage") && name.indexOf('.', 6) < 0;
  }

  /** What a name becomes when it is called, without anything of Python's. */
  private record Named(String name, IObjectConstructor calls) implements IObjectConstructor {
    @Override
    public Object construct(@Nullable Object[] arguments) {
      return calls.construct(arguments);
    }
  }

  private void build() {
    Object state = stack.pop();
    Object target = stack.peek();
    if (target instanceof NamedObject object) {
      object.state(state);
    } else if (!(target instanceof Map)) {
      // A map is an OrderedDict, whose attributes are of nobody's concern.
      throw refused("a state for what has none");
    }
  }

  @SuppressWarnings("unchecked") // what is made here has keys and values of any kind
  private Map<Object, Object> map(Object target) {
    if (target instanceof Map) {
      return (Map<Object, Object>) target;
    }
    throw refused("items for what is no map");
  }

  /** A key whose hash is that of all that is in it could take any time. */
  private void put(Map<Object, Object> map, @Nullable Object key, @Nullable Object value) {
    if (!(key instanceof String || key instanceof Number || key instanceof Boolean)) {
      throw refused("a key that is neither text nor a number");
    }
    map.put(key, value);
  }

  @Override
  protected Object persistentLoad(Object id) {
    if (id instanceof Object[] parts
        && parts.length >= 5
        && "storage".equals(parts[0])
        && parts[1] instanceof Named type
        && parts[2] instanceof String key
        && parts[4] instanceof Number elements
        && elements.longValue() >= 0
        && elements.longValue() <= Integer.MAX_VALUE) {
      return new StoredTensor.Storage(type.name(), key, elements.longValue());
    }
    throw refused("a storage that is none");
  }

  /**
   * @param given storage, offset, shape, strides and what is not read
   */
  private static Object tensor(@Nullable Object[] given) {
    StoredTensor tensor =
        new StoredTensor(
            (StoredTensor.Storage) given[0],
            ((Number) given[1]).longValue(),
            sizes(given[2]),
            sizes(given[3]));
    StoredTensor.Storage storage = tensor.storage();
    long last = tensor.offset();
    for (int axis = 0; axis < tensor.shape().size(); axis++) {
      last =
          Math.addExact(
              last,
              Math.multiplyExact(
                  (long) tensor.strides().get(axis), Math.max(0, tensor.shape().get(axis) - 1)));
    }
    if (tensor.strides().size() != tensor.shape().size()
        || tensor.offset() < 0
        || tensor.elements() > storage.elements()
        || (tensor.elements() > 0 && last >= storage.elements())) {
      throw new PickleException("a tensor beyond its storage");
    }
    return tensor;
  }

  private static List<Integer> sizes(@Nullable Object given) {
    List<Integer> sizes = new ArrayList<>();
    for (Object size : (Object[]) Objects.requireNonNull(given)) {
      int value = Math.toIntExact(((Number) size).longValue());
      if (value < 0) {
        throw new PickleException("a negative size");
      }
      sizes.add(value);
    }
    return List.copyOf(sizes);
  }

  private InvalidInputException refused(String what) {
    return new InvalidInputException(
        file, "a pickle with " + what, VALID + ", with nothing else in it");
  }
}
