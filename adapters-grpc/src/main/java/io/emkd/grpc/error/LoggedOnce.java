package io.emkd.grpc.error;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Says what was not said lately, so that calls that fail alike do not fill the log. Thread-safe.
 */
final class LoggedOnce {
  private static final int REMEMBERED = 1000;

  private final Map<String, Boolean> said =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  synchronized boolean isNew(String message) {
    return said.put(message, true) == null;
  }
}
