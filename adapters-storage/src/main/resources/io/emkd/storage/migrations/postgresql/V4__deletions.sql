-- Counts what deletes users or items: their ids may be known from before and are looked up again when it has moved.
-- Whoever appends, or deletes a user, holds this row's lock.
ALTER TABLE arrival ADD COLUMN deletions BIGINT NOT NULL DEFAULT 0;
