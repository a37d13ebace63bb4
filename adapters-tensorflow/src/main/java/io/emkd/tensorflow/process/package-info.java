/**
 * A Java process of its own for work that may take more memory than there is, and what it is talked
 * to by.
 */
package io.emkd.tensorflow.process;
