package io.emkd.domain.files;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.ImportOptions;

/**
 * What an import is asked for, before its files are there.
 *
 * @param definition the dataset that the files' content replaces, or makes
 * @param reading how the files are read
 * @param options what it does besides
 */
public record FileImport(
    DatasetDefinition definition, ReadOptions reading, ImportOptions options) {}
