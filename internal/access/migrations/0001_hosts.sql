-- Instants are milliseconds since 1970, UTC. Days are civil dates of Paris.
-- journey is empty for all journeys of a host together.
CREATE TABLE turns (
    host TEXT NOT NULL,
    journey TEXT NOT NULL,
    next_at INTEGER NOT NULL, -- first instant of the next attempt
    PRIMARY KEY (host, journey)
) WITHOUT ROWID;

CREATE TABLE host_days (
    day TEXT NOT NULL,
    host TEXT NOT NULL,
    journey TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    held_budget INTEGER NOT NULL DEFAULT 0,   -- attempts that did not happen: the day's cap was reached
    held_back_off INTEGER NOT NULL DEFAULT 0, -- the host had asked for time
    held_stopped INTEGER NOT NULL DEFAULT 0,  -- a person had stopped the host
    PRIMARY KEY (day, host, journey)
) WITHOUT ROWID;

CREATE TABLE back_offs (
    host TEXT PRIMARY KEY,
    since INTEGER NOT NULL,
    until INTEGER NOT NULL,
    cause TEXT NOT NULL -- such as http_429
) WITHOUT ROWID;

-- Every decision is kept; a host is stopped when its last one is.
CREATE TABLE decisions (
    id INTEGER PRIMARY KEY,
    host TEXT NOT NULL,
    stopped INTEGER NOT NULL, -- 1: stop, 0: resume
    reason TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    at INTEGER NOT NULL
);
CREATE INDEX decisions_host ON decisions (host, id);

CREATE TABLE maintenances (
    id INTEGER PRIMARY KEY,
    host TEXT NOT NULL,
    begins INTEGER NOT NULL,
    ends INTEGER NOT NULL,
    announced INTEGER NOT NULL, -- when the announcement was published
    source TEXT NOT NULL,
    declared_by TEXT NOT NULL,
    declared_at INTEGER NOT NULL
);

-- One number for ever: what spreads the starts of this instance.
CREATE TABLE seeds (id INTEGER PRIMARY KEY CHECK (id = 1), seed INTEGER NOT NULL);
