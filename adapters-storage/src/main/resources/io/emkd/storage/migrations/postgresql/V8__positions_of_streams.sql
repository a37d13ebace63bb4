-- How far the partitions of numbered streams were read: written in the transactions that append their events.
CREATE TABLE source_position (
  source TEXT COLLATE "C" NOT NULL,
  part INTEGER NOT NULL,
  next BIGINT NOT NULL,
  PRIMARY KEY (source, part)
);
