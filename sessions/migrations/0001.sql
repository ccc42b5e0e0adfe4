-- The journal: sessions, what happened in them, who was there, links that work once, pictures, and settings.

PRAGMA application_id = 0x5244534C;

CREATE TABLE sessions (
    id      TEXT PRIMARY KEY,
    code    TEXT NOT NULL UNIQUE,
    title   TEXT NOT NULL,
    date    TEXT NOT NULL,
    state   TEXT NOT NULL,
    alarm   INTEGER,
    created INTEGER NOT NULL,
    series  TEXT NOT NULL
) STRICT;

CREATE INDEX sessions_by_alarm ON sessions (alarm) WHERE alarm IS NOT NULL;

CREATE TABLE moves (
    session TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    seq     INTEGER NOT NULL CHECK (seq > 0),
    at      INTEGER NOT NULL,
    by      TEXT NOT NULL,
    move_id TEXT NOT NULL,
    step    TEXT NOT NULL,
    events  BLOB NOT NULL,
    PRIMARY KEY (session, seq),
    UNIQUE (session, by, move_id)
) STRICT, WITHOUT ROWID;

-- A row is decided upon everything before it: when one could not be saved, nothing decided after it may be.
CREATE TRIGGER moves_follow_each_other BEFORE INSERT ON moves
WHEN NEW.seq <> 1 + (SELECT coalesce(max(seq), 0) FROM moves WHERE session = NEW.session)
BEGIN
    SELECT RAISE(ABORT, 'gap');
END;

-- The only home of names and organisations; events carry seat ids.
CREATE TABLE people (
    session      TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    seat         TEXT NOT NULL,
    name         TEXT NOT NULL,
    organisation TEXT NOT NULL,
    PRIMARY KEY (session, seat)
) STRICT, WITHOUT ROWID;

-- Links that work once. Without a session, a key opens the server.
CREATE TABLE keys (
    hash    TEXT PRIMARY KEY,
    session TEXT REFERENCES sessions ON DELETE CASCADE,
    role    TEXT NOT NULL,
    label   TEXT NOT NULL,
    made    INTEGER NOT NULL,
    used    INTEGER
) STRICT;

CREATE INDEX keys_by_session ON keys (session);

CREATE TABLE blobs (
    session TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    id      TEXT NOT NULL,
    media   TEXT NOT NULL,
    bytes   BLOB NOT NULL,
    PRIMARY KEY (session, id)
) STRICT;

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
