-- How an association's tables are read; every version is kept.
CREATE TABLE IF NOT EXISTS mappings (
    association TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    text TEXT NOT NULL, -- YAML
    author TEXT NOT NULL, -- pseudonymous id of the account; empty for the instance
    at INTEGER NOT NULL,
    PRIMARY KEY (association, name, version)
) WITHOUT ROWID;

-- Where the pulling of a survey stands, and in which import each submission is.
CREATE TABLE IF NOT EXISTS survey_marks (
    source TEXT PRIMARY KEY,
    since INTEGER NOT NULL,  -- submissions received from then on are to be read
    swept INTEGER NOT NULL   -- when all were last read again
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS survey_submissions (
    source TEXT NOT NULL,
    submission TEXT NOT NULL,
    digest TEXT NOT NULL, -- keyed, of what it says and of its review state
    batch TEXT NOT NULL,  -- id of the import that holds it; empty: rejected
    PRIMARY KEY (source, submission)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS survey_batches ON survey_submissions (source, batch);
