/**
 * What EMKD is, in plain Java: entities, use cases and the ports that adapters implement. Nothing
 * here knows a framework, a protocol, a database or TensorFlow; {@code ArchitectureTest} says so.
 */
@NullMarked
package io.emkd.domain;

import org.jspecify.annotations.NullMarked;
