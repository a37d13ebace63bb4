/**
 * What the server can be told, by topic: a record each, whose components are the settings. A
 * component says once what its setting is for, its default and what it may be; its flag, its
 * variable, its key in a file, the help of {@code serve}, the tables of README and docs/limits.md
 * and the check before anything is written all come of it.
 *
 * <p>Start here: {@link io.emkd.server.settings.Setting}, how one is declared, and {@link
 * io.emkd.server.settings.Settings}, all of them.
 */
@NullMarked
package io.emkd.server.settings;

import org.jspecify.annotations.NullMarked;
