package io.emkd.domain.serving;

import io.emkd.domain.ensemble.EnsembleEngine;
import io.emkd.domain.ensemble.EnsembleScorer;
import io.emkd.domain.ensemble.HiddenStates;
import io.emkd.domain.ensemble.ItemSimilarity;
import io.emkd.domain.ensemble.NetworkScorer;
import io.emkd.domain.ensemble.SequenceEncoder;
import io.emkd.domain.ensemble.TargetRanker;
import io.emkd.domain.ensemble.TopItems;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Answers each input with itself; holds every run until released. */
final class HeldScorer implements EnsembleScorer, EnsembleEngine.TrainedEnsemble {
  final List<Integer> batchSizes = Collections.synchronizedList(new ArrayList<>());
  final List<Integer> computed = Collections.synchronizedList(new ArrayList<>());
  volatile CountDownLatch released;
  volatile CountDownLatch running;
  volatile long delayMillis;

  int items = 1000;

  HeldScorer() {
    hold();
  }

  void hold() {
    released = new CountDownLatch(1);
    running = new CountDownLatch(2);
  }

  @Override
  public int itemCount() {
    return items;
  }

  @Override
  public int concurrentRuns() {
    return 2;
  }

  @Override
  public int maxLength() {
    return 1;
  }

  @Override
  public EnsembleScorer scorer() {
    return this;
  }

  @Override
  public NetworkScorer networks() {
    return null;
  }

  /** Finds an item most like itself. */
  @Override
  public ItemSimilarity similarity() {
    return (items, excluded, count) -> top(rows(items), excluded, count);
  }

  private static int[][] rows(int[] items) {
    return Arrays.stream(items).mapToObj(item -> new int[] {item}).toArray(int[][]::new);
  }

  @Override
  public TargetRanker ranker() {
    throw new UnsupportedOperationException();
  }

  /** Its one network's state is the input, d is 1. */
  @Override
  public SequenceEncoder encoder() {
    return inputs -> {
      top(inputs, new int[inputs.length][0], 1);
      float[] states = new float[inputs.length];
      for (int b = 0; b < states.length; b++) {
        states[b] = inputs[b][0];
      }
      return new HiddenStates(new float[][] {states}, states.length, 1);
    };
  }

  @Override
  public void close() {}

  @Override
  public TopItems[] top(int[][] inputs, int[][] excluded, int count) {
    running.countDown();
    try {
      released.await();
      Thread.sleep(delayMillis);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
    batchSizes.add(inputs.length);
    TopItems[] top = new TopItems[inputs.length];
    for (int b = 0; b < top.length; b++) {
      computed.add(inputs[b][0]);
      int[] items = new int[count];
      Arrays.fill(items, inputs[b][0]);
      top[b] = new TopItems(items, new float[count]);
    }
    return top;
  }
}
