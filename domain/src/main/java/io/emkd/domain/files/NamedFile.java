package io.emkd.domain.files;

import java.nio.file.Path;

/**
 * A file of an import.
 *
 * @param name as the caller calls it, used in messages
 * @param path where it is
 */
public record NamedFile(String name, Path path) {}
