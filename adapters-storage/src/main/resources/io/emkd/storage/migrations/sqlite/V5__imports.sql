-- Tells one import of a dataset from the next; empty for those of before this migration.
ALTER TABLE dataset ADD COLUMN import_id TEXT NOT NULL DEFAULT '';
