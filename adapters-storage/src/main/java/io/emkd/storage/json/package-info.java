/**
 * The JSON of stored records.
 *
 * <p>Start here: {@link io.emkd.storage.json.Json}.
 */
@NullMarked
package io.emkd.storage.json;

import org.jspecify.annotations.NullMarked;
