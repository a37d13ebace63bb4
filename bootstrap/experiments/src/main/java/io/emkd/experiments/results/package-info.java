/**
 * What the experiments that train by a server share: the server, and results that are kept line by
 * line.
 */
@NullMarked
package io.emkd.experiments.results;

import org.jspecify.annotations.NullMarked;
