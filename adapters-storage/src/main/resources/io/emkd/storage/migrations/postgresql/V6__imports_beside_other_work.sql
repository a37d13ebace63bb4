-- Imports that run. Their rows grow under a hidden name, which begins with a slash as no caller's does.
CREATE TABLE running_import (
  id TEXT PRIMARY KEY,
  dataset TEXT NOT NULL
);

-- What is appended to a dataset while an import of it runs: appended to the new content too before that takes the old one's place.
CREATE TABLE meanwhile_event (
  import_id TEXT NOT NULL,
  arrival BIGINT NOT NULL,
  user_key TEXT NOT NULL,
  item_key TEXT NOT NULL,
  event_time DOUBLE PRECISION NOT NULL,
  weight DOUBLE PRECISION,
  type TEXT,
  event_key TEXT NOT NULL,
  PRIMARY KEY (import_id, arrival)
);

-- Items that are described (1), or switched on or off (0), while an import of their dataset runs.
CREATE TABLE meanwhile_item (
  import_id TEXT NOT NULL,
  item_key TEXT COLLATE "C" NOT NULL,
  described SMALLINT NOT NULL,
  PRIMARY KEY (import_id, described, item_key)
);

-- What a request id was used for: the same id with other events is refused.
CREATE TABLE append_request (
  dataset TEXT NOT NULL,
  request_key TEXT COLLATE "C" NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (dataset, request_key)
);
