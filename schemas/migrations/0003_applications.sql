-- One request as it stands now: the newest seq replaces the older ones. Not partitioned, because a correction
-- can change every column but the key, and rows of different partitions never replace one another.
CREATE TABLE IF NOT EXISTS applications
(
    region String,
    service String,
    id FixedString(16),
    channel String,
    submitted DateTime('UTC'),
    submitted_on Date,
    completed DateTime('UTC'),
    completed_on Date,
    outcome String,
    suspended UInt32,
    suspended_since DateTime('UTC'),
    suspended_on Date,
    seq UInt64,
    recorded_at DateTime('UTC'),
    source String,
    collection UInt64,
    simulated UInt8
)
ENGINE = ReplacingMergeTree(seq)
ORDER BY (region, service, id);

-- What a month's applications say for a region and a service. Append-only versions. Durations are a histogram:
-- hours[i] whole hours were needed by counts[i] applications.
CREATE TABLE IF NOT EXISTS processing
(
    region String,
    service String,
    month Date,
    at Date,
    applications UInt64,
    known_channel UInt64,
    online UInt64,
    completed UInt64,
    refused UInt64,
    withdrawn UInt64,
    with_deadline UInt64,
    within_deadline UInt64,
    open UInt64,
    open_with_deadline UInt64,
    overdue UInt64,
    hours Array(UInt32),
    counts Array(UInt64),
    collections Array(UInt64),
    seq UInt64,
    recorded_at DateTime('UTC'),
    source String,
    collection UInt64,
    simulated UInt8
)
ENGINE = MergeTree
ORDER BY (region, service, month, source, seq);
