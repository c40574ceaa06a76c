-- How far a service is online in a region since a day.
CREATE TABLE IF NOT EXISTS service_stages
(
    region String,
    service String,
    since Date,
    status String,
    stage UInt8,
    seq UInt64,
    recorded_at DateTime('UTC'),
    source String,
    collection UInt64,
    simulated UInt8
)
ENGINE = MergeTree
ORDER BY (region, service, since, source, seq);

-- That a region must provide a service, and until when; valid_to 1970-01-01 is open-ended.
CREATE TABLE IF NOT EXISTS offers
(
    region String,
    service String,
    valid_from Date,
    valid_to Date,
    withdrawn UInt8,
    deadline_days UInt32,
    deadline_working UInt8,
    seq UInt64,
    recorded_at DateTime('UTC'),
    source String,
    collection UInt64,
    simulated UInt8
)
ENGINE = MergeTree
ORDER BY (region, service, valid_from, source, seq);
