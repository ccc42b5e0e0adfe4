-- Move ids begin with the time they were made. With the id first, new ones come at the index's end, and a commit writes a few
-- pages instead of one for nearly every row in it.

CREATE TABLE moves_by_time (
    session TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    seq     INTEGER NOT NULL CHECK (seq > 0),
    at      INTEGER NOT NULL,
    by      TEXT NOT NULL,
    move_id TEXT NOT NULL,
    step    TEXT NOT NULL,
    events  BLOB NOT NULL,
    PRIMARY KEY (session, seq),
    UNIQUE (session, move_id, by)
) STRICT, WITHOUT ROWID;

INSERT INTO moves_by_time SELECT session, seq, at, by, move_id, step, events FROM moves;
DROP TABLE moves;
ALTER TABLE moves_by_time RENAME TO moves;

-- A row is decided upon everything before it: when one could not be saved, nothing decided after it may be.
CREATE TRIGGER moves_follow_each_other BEFORE INSERT ON moves
WHEN NEW.seq <> 1 + (SELECT coalesce(max(seq), 0) FROM moves WHERE session = NEW.session)
BEGIN
    SELECT RAISE(ABORT, 'gap');
END;
