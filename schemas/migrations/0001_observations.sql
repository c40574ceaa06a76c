-- The value of an indicator for a region, a period and a breakdown, from one source. Append-only: the newest
-- seq of an identity is what is known, the older ones are what was known before.
-- Dates are never NULL: 1970-01-01 stands for none where a date can be missing.
CREATE TABLE IF NOT EXISTS observations
(
    indicator String,
    breakdown String,
    region String,
    period_start Date,
    period_end Date,
    status String,
    reason String,
    value Nullable(Float64),
    numerator Nullable(Float64),
    denominator Nullable(Float64),
    coverage Nullable(Float64),
    collections Array(UInt64),
    seq UInt64,
    recorded_at DateTime('UTC'),
    source String,
    collection UInt64,
    simulated UInt8
)
ENGINE = MergeTree
ORDER BY (indicator, breakdown, region, period_start, period_end, source, seq);
