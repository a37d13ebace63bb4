/**
 * The JSON of stored records.
 *
 * <p>Start here: {@link io.emkd.storage.json.Json}.
 */
package io.emkd.storage.json;
