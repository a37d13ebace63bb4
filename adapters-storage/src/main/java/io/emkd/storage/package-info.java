/**
 * Where datasets, models and trainings are kept, and how datasets stand in files. Nothing here
 * knows a protocol or TensorFlow; {@code ArchitectureTest} says so, and which room knows which
 * library.
 *
 * <p>Start here: {@link io.emkd.storage.sql} for datasets and the record of trainings, {@link
 * io.emkd.storage.artifact} for models, checkpoints and the data of trainings, {@link
 * io.emkd.storage.formats} for imported and exported files; {@link io.emkd.storage.disk} and {@link
 * io.emkd.storage.json} are what they stand on.
 */
@NullMarked
package io.emkd.storage;

import org.jspecify.annotations.NullMarked;
