package io.emkd.tensorflow.torch;

/** Which names of Python may be in a pickle besides those of tensors; none of them is called. */
public interface AllowedNames {
  /**
   * @param name module and name with a dot between them
   */
  boolean allow(String name);
}
