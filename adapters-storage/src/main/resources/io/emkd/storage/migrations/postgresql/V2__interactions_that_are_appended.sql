ALTER TABLE item ADD COLUMN active SMALLINT NOT NULL DEFAULT 1;

CREATE INDEX inactive_item ON item (dataset_id) WHERE active = 0;

ALTER TABLE interaction ADD COLUMN weight DOUBLE PRECISION;

ALTER TABLE interaction ADD COLUMN type TEXT;

-- Events that were appended with an id of their own; a second one of that id changes nothing.
CREATE TABLE event (
  dataset_id BIGINT NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
  event_key TEXT COLLATE "C" NOT NULL,
  user_id BIGINT NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
  PRIMARY KEY (dataset_id, event_key)
);

CREATE INDEX event_of_user ON event (user_id);

-- The next arrival. Its row is locked until the events that were numbered from it are there.
CREATE TABLE arrival (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  next BIGINT NOT NULL
);

INSERT INTO arrival (id, next) SELECT 1, coalesce(max(arrival), -1) + 1 FROM interaction;
