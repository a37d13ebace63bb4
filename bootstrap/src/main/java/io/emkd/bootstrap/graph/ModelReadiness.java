package io.emkd.bootstrap.graph;

import io.emkd.domain.model.ModelManifest;
import java.util.function.Consumer;

/** Is told of each version that is warm. */
@FunctionalInterface
public interface ModelReadiness extends Consumer<ModelManifest> {}
