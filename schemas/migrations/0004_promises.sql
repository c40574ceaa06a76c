-- That a milestone was done, or was not after all (done_on 1970-01-01).
CREATE TABLE IF NOT EXISTS milestone_events
(
    programme String,
    milestone String,
    region String,
    done_on Date,
    evidence String,
    seq UInt64,
    recorded_at DateTime('UTC'),
    source String,
    collection UInt64,
    simulated UInt8
)
ENGINE = MergeTree
ORDER BY (programme, milestone, region, source, seq);

-- Values and plan values of targets that arrived as data, and their revisions with the deciding act.
CREATE TABLE IF NOT EXISTS target_values
(
    target String,
    region String,
    breakdown String,
    period_start Date,
    period_end Date,
    plan UInt8,
    status String,
    value Nullable(Float64),
    act String,
    decided_on Date,
    seq UInt64,
    recorded_at DateTime('UTC'),
    source String,
    collection UInt64,
    simulated UInt8
)
ENGINE = MergeTree
ORDER BY (target, region, breakdown, period_start, period_end, plan, source, seq);
