-- Who runs a training, until when, by the database's clock; and what others may see of it.
ALTER TABLE training ADD COLUMN owner TEXT;

ALTER TABLE training ADD COLUMN lease_end TIMESTAMPTZ;

ALTER TABLE training ADD COLUMN cancellation_requested INTEGER NOT NULL DEFAULT 0;

ALTER TABLE training ADD COLUMN progress TEXT;
