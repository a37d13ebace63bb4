package io.emkd.grpc.security;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.URLBasedJWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of an issuer, fetched by a thread of their own: no call waits for an issuer, whatever
 * key its token names. Thread-safe.
 */
final class FetchedKeys implements JWKSource<SecurityContext>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FetchedKeys.class);

  private static final int CONNECT_MILLIS = 2000;
  private static final int READ_MILLIS = 2000;
  private static final int LARGEST_BYTES = 1 << 20;

  /** After which keys are fetched again. */
  private static final Duration FRESH = Duration.ofMinutes(5);

  /** Of an issuer that did not answer. */
  private static final Duration RETRY = Duration.ofSeconds(5);

  /** Strangers, who may name any key, have the issuer asked no more often. */
  private static final Duration UNKNOWN_KEY = Duration.ofSeconds(30);

  /** Keys of an issuer that is away hold for so long. */
  private static final Duration OUTAGE = Duration.ofHours(4);

  private final URLBasedJWKSetSource<SecurityContext> issuer;
  private final ScheduledExecutorService fetching =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder().setDaemon(true).setNameFormat("jwt-keys").build());

  private record Fetched(JWKSet keys, long nanos) {}

  /** Null until the issuer has answered once. */
  private volatile @Nullable Fetched fetched;

  /** Of the fetching thread, which tells of an outage once. */
  private boolean isAway;

  private @Nullable Long askedForUnknownNanos;
  private boolean unknownOnTheirWay;

  FetchedKeys(URL issuer) {
    this.issuer =
        new URLBasedJWKSetSource<>(
            issuer, new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, LARGEST_BYTES));
    fetching.execute(this::fetchAndGoOn);
  }

  private void fetchAndGoOn() {
    Duration next = fetch() ? FRESH : RETRY;
    try {
      var unused = fetching.schedule(this::fetchAndGoOn, next.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      LOG.debug("no keys are needed any more", closed);
    }
  }

  private boolean fetch() {
    try {
      JWKSet keys =
          issuer.getJWKSet(
              JWKSetCacheRefreshEvaluator.noRefresh(), System.currentTimeMillis(), null);
      fetched = new Fetched(keys.toPublicJWKSet(), System.nanoTime());
      if (isAway) {
        LOG.info("the issuer of JWTs tells its keys again");
      }
      isAway = false;
      return true;
    } catch (KeySourceException | RuntimeException away) {
      if (!isAway) {
        LOG.warn("the keys of JWTs cannot be had: {}", away.getMessage());
      }
      isAway = true;
      return false;
    }
  }

  /**
   * @throws KeySourceException if keys are not there yet, or those that are there are too old, or
   *     the one that is asked for may be on its way
   */
  @Override
  public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context)
      throws KeySourceException {
    Fetched known = fetched;
    if (known == null || System.nanoTime() - known.nanos > OUTAGE.toNanos()) {
      throw new KeySourceException("the issuer of JWTs has not told its keys");
    }
    List<JWK> selected = selector.select(known.keys);
    if (selected.isEmpty() && areOnTheirWay(known)) {
      throw new KeySourceException("a key that is not known is looked for");
    }
    return selected;
  }

  /** Whether keys that were not among these are being fetched, perhaps since this was asked. */
  private synchronized boolean areOnTheirWay(Fetched known) {
    Fetched newest = fetched;
    if (unknownOnTheirWay || (newest != null && newest.nanos != known.nanos)) {
      return true;
    }
    long now = System.nanoTime();
    if (askedForUnknownNanos != null && now - askedForUnknownNanos < UNKNOWN_KEY.toNanos()) {
      return false;
    }
    try {
      fetching.execute(this::fetchUnknown);
    } catch (RejectedExecutionException closed) {
      return false;
    }
    askedForUnknownNanos = now;
    unknownOnTheirWay = true;
    return true;
  }

  private void fetchUnknown() {
    try {
      var unused = fetch();
    } finally {
      synchronized (this) {
        unknownOnTheirWay = false;
      }
    }
  }

  @Override
  public void close() {
    fetching.shutdownNow();
  }
}
