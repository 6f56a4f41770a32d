-- Web vitals of the page that a step brought: ttfb, fcp, lcp in microseconds, cls in millionths.
ALTER TABLE {{.Table "steps"}}{{.OnCluster}}
    ADD COLUMN IF NOT EXISTS vitals Nested(name LowCardinality(String), value Int64)
