/** What a training takes of memory, and what there is. */
package io.emkd.tensorflow.memory;
