-- Counts what deletes users or items: their ids may be known from before and are looked up again when it has moved.
ALTER TABLE arrival ADD COLUMN deletions INTEGER NOT NULL DEFAULT 0;
