package io.emkd.domain.files;

/**
 * How files are written.
 *
 * @param attributeSeparator in RecBole's, between the attributes of one cell
 */
public record WriteOptions(FileFormat format, String attributeSeparator) {}
