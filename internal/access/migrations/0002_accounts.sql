-- Accounts of persons. The name to sign in with is personal data; facts and
-- logs hold the id alone.
CREATE TABLE accounts (
    id TEXT PRIMARY KEY, -- UUID
    name TEXT NOT NULL UNIQUE, -- lower case
    role TEXT NOT NULL,
    association TEXT NOT NULL, -- code; empty for a role of no association
    password TEXT NOT NULL, -- argon2id, PHC form
    epoch INTEGER NOT NULL DEFAULT 1, -- a session of an older epoch has ended
    disabled INTEGER NOT NULL DEFAULT 0,
    simulation INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    signed_in_at INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE sessions (
    token TEXT PRIMARY KEY, -- SHA-256 of the cookie's value
    data BLOB NOT NULL,
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- Failed sign-ins, by hashed name and by address block.
CREATE TABLE sign_ins (
    subject TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    locked_until INTEGER NOT NULL
) WITHOUT ROWID;

-- Tokens of associations for the API.
CREATE TABLE tokens (
    id TEXT PRIMARY KEY, -- UUID
    hash TEXT NOT NULL UNIQUE, -- SHA-256 of the secret
    association TEXT NOT NULL,
    label TEXT NOT NULL,
    simulation INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL, -- 0: none
    revoked_at INTEGER NOT NULL DEFAULT 0,
    used_at INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- Answers that were given to requests with an idempotency key.
CREATE TABLE answers (
    association TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL, -- keyed, of the request's body
    status INTEGER NOT NULL,
    body BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (association, key)
) WITHOUT ROWID;
CREATE INDEX answers_at ON answers (at);

-- What a person has begun to write and not sent. The content is sealed.
CREATE TABLE drafts (
    id TEXT PRIMARY KEY, -- UUID
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    association TEXT NOT NULL,
    kind TEXT NOT NULL, -- what form it is of
    content BLOB NOT NULL,
    saved_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX drafts_account ON drafts (account, saved_at);

-- Files that a person has sent, from their reading to their withdrawal. The
-- file itself is sealed in a folder; report holds counts and masked problems.
CREATE TABLE uploads (
    id TEXT PRIMARY KEY, -- UUID
    account TEXT NOT NULL,
    association TEXT NOT NULL,
    state TEXT NOT NULL,
    sealed TEXT NOT NULL, -- hash of the sealed bytes
    bytes INTEGER NOT NULL,
    import TEXT NOT NULL DEFAULT '', -- UUID, once committed
    report BLOB NOT NULL DEFAULT '',
    fault TEXT NOT NULL DEFAULT '', -- why the file as a whole was refused
    at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX uploads_association ON uploads (association, at);
