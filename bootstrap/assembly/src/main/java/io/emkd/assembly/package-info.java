/**
 * The object graph, by Dagger alone: which class implements which port, and how long each lives. It
 * decides nothing that a user could notice but what {@link io.emkd.assembly.ServerSettings} says.
 *
 * <p>Start here: {@link io.emkd.assembly.Application}, the whole graph from outside.
 */
@NullMarked
package io.emkd.assembly;

import org.jspecify.annotations.NullMarked;
