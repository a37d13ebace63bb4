-- By which a request to train that is sent again is known; none for those that came without.
ALTER TABLE training ADD COLUMN request_id TEXT;
CREATE UNIQUE INDEX training_request ON training (request_id);
