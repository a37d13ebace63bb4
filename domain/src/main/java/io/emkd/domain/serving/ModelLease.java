package io.emkd.domain.serving;

import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.dataset.ItemPopularity;
import io.emkd.domain.ensemble.EncoderInput;
import io.emkd.domain.ensemble.EnsembleScorer;
import io.emkd.domain.ensemble.TargetRanker;
import io.emkd.domain.ensemble.TopItems;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.registry.VersionKey;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The right to use a version in memory until it is closed. */
public final class ModelLease implements AutoCloseable {
  private final LoadedVersion version;
  private final LoadedVersions versions;

  ModelLease(LoadedVersion version, LoadedVersions versions) {
    this.version = version;
    this.versions = versions;
  }

  public ModelManifest manifest() {
    return version.stored.manifest();
  }

  public ItemCatalogue catalogue() {
    return version.stored.catalogue();
  }

  public ItemPopularity popularity() {
    return version.stored.popularity();
  }

  /** Item numbers, the most frequent in training first; empty where that is not known. */
  public int[] popularItems() {
    return version.popularItems;
  }

  /** Which version it is. */
  public VersionKey key() {
    return version.key;
  }

  /** What the encoder takes to predict what follows a history of item numbers. */
  public EncoderInput inputAfter(int[] history) {
    return EncoderInput.after(
        history, manifest().configuration().ensemble().maxLength(), catalogue().maskToken());
  }

  /**
   * Ranks what may come next, in graph runs that requests share. Cancelling the future, or letting
   * the deadline pass, frees the request's place: it is then not computed.
   *
   * @throws io.emkd.domain.error.CapacityException if too many wait, or the wait would be too long
   */
  public CompletableFuture<Ranking> rank(RankingRequest request) {
    return version.scoring.rank(request);
  }

  /**
   * Finds the items most like one, best first; the score is the cosine.
   *
   * @throws io.emkd.domain.error.CapacityException as {@link #rank}
   */
  public CompletableFuture<TopItems> similar(SimilarityRequest request) {
    return version.scoring.similar(request);
  }

  /**
   * Gives [N][d], each network's hidden state at the mask token.
   *
   * @throws io.emkd.domain.error.CapacityException as {@link #rank}
   */
  public CompletableFuture<float[][]> encode(EncodingRequest request) {
    return version.scoring.encode(request);
  }

  /**
   * Ranks at once, with each network's scores. It counts as no request, and waits behind none: for
   * the server's own looks at a version, of which there are few.
   */
  public Ranking rankUncounted(RankingRequest request) {
    return new SeparateRanking(version.ensemble.networks(), catalogue().size())
        .answers(List.of(request))[0];
  }

  /** Ranks for evaluations, whose batches are full by themselves: they share runs with nobody. */
  public TargetRanker ranker() {
    return version.ensemble.ranker();
  }

  /**
   * The best items of each input, best first: for evaluations, as {@link #ranker}. Where the
   * version has an index, they are what that finds.
   *
   * @param inputs [B][T], each the items of an {@link EncoderInput}
   * @param excluded of each input the item numbers that do not compete
   * @param count at least 1; fewer items are returned where fewer remain
   */
  public TopItems[] best(int[][] inputs, int[][] excluded, int count) {
    return version.ensemble.scorer().top(inputs, excluded, count);
  }

  /** Ranks without queueing, for who measures what the queue adds; no request comes by here. */
  public EnsembleScorer scorer() {
    return version.ensemble.scorer();
  }

  @Override
  public void close() {
    versions.release(version);
  }
}
