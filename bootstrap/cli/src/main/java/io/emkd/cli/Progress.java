package io.emkd.cli;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;

/** Progress bars, which are drawn on standard error where that is a terminal, else nowhere. */
final class Progress {
  /** Java cannot ask; the launcher does. */
  static final String TERMINAL = "emkd.terminal";

  private static final int WIDTH = 100;

  private Progress() {}

  static boolean shown() {
    return Boolean.getBoolean(TERMINAL);
  }

  static ProgressBarBuilder bar(String task) {
    ProgressBarBuilder builder = ProgressBar.builder().setTaskName(task).showSpeed();
    return shown() ? builder : builder.setConsumer(new Nowhere());
  }

  private static final class Nowhere implements ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      return WIDTH;
    }

    @Override
    public void accept(String line) {}

    @Override
    public void close() {}
  }
}
