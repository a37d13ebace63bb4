-- Imports that run. Their rows grow under a hidden name, which begins with a slash as no caller's does.
CREATE TABLE running_import (
  id TEXT PRIMARY KEY,
  dataset TEXT NOT NULL
) WITHOUT ROWID;

-- What is appended to a dataset while an import of it runs: appended to the new content too before that takes the old one's place.
CREATE TABLE meanwhile_event (
  import_id TEXT NOT NULL,
  arrival INTEGER NOT NULL,
  user_key TEXT NOT NULL,
  item_key TEXT NOT NULL,
  event_time REAL NOT NULL,
  weight REAL,
  type TEXT,
  event_key TEXT NOT NULL,
  PRIMARY KEY (import_id, arrival)
) WITHOUT ROWID;

-- Items that are described (1), or switched on or off (0), while an import of their dataset runs.
CREATE TABLE meanwhile_item (
  import_id TEXT NOT NULL,
  item_key TEXT NOT NULL,
  described INTEGER NOT NULL,
  PRIMARY KEY (import_id, described, item_key)
) WITHOUT ROWID;

-- What a request id was used for: the same id with other events is refused.
CREATE TABLE append_request (
  dataset TEXT NOT NULL,
  request_key TEXT NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (dataset, request_key)
) WITHOUT ROWID;
