-- Days that organisers keep as templates: how a day is planned, and the pictures that its slides and areas show.

CREATE TABLE templates (
    id   TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    made INTEGER NOT NULL,
    day  BLOB NOT NULL
) STRICT;

CREATE TABLE template_pictures (
    template TEXT NOT NULL REFERENCES templates ON DELETE CASCADE,
    id       TEXT NOT NULL,
    media    TEXT NOT NULL,
    bytes    BLOB NOT NULL,
    PRIMARY KEY (template, id)
) STRICT;
