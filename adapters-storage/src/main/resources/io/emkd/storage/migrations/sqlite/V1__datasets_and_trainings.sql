CREATE TABLE dataset (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  min_interactions INTEGER NOT NULL
);

CREATE TABLE item (
  id INTEGER PRIMARY KEY,
  dataset_id INTEGER NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
  item_key TEXT NOT NULL,
  title TEXT NOT NULL DEFAULT '',
  UNIQUE (dataset_id, item_key)
);

CREATE TABLE item_attribute (
  item_id INTEGER NOT NULL REFERENCES item (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  attribute TEXT NOT NULL,
  PRIMARY KEY (item_id, position)
) WITHOUT ROWID;

CREATE TABLE app_user (
  id INTEGER PRIMARY KEY,
  dataset_id INTEGER NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
  user_key TEXT NOT NULL,
  UNIQUE (dataset_id, user_key)
);

-- The primary key is the order of a user's sequence: time, then arrival.
CREATE TABLE interaction (
  user_id INTEGER NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
  event_time REAL NOT NULL,
  arrival INTEGER NOT NULL,
  item_id INTEGER NOT NULL,
  PRIMARY KEY (user_id, event_time, arrival)
) WITHOUT ROWID;

CREATE TABLE training (
  id TEXT PRIMARY KEY,
  state TEXT NOT NULL,
  create_time TEXT NOT NULL,
  update_time TEXT NOT NULL,
  request TEXT NOT NULL,
  message TEXT NOT NULL
);
