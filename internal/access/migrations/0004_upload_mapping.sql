-- How a file that a person has sent is read: NAME@VERSION of a mapping of its
-- association, or the name of a shipped one; empty: as the published format.
ALTER TABLE uploads ADD COLUMN mapping TEXT NOT NULL DEFAULT '';
