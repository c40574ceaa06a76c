-- One run of a source. A run is saved when it starts and when it ends; the newest version replaces the older.
CREATE TABLE IF NOT EXISTS collections
(
    id UInt64,
    source String,
    simulated UInt8,
    started DateTime('UTC'),
    finished DateTime('UTC'),
    status String,
    attempts UInt32,
    bytes UInt64,
    payload String,
    mapping String,
    records UInt64,
    accepted UInt64,
    rejected UInt64,
    unchanged UInt64,
    error String,
    seq UInt64
)
ENGINE = ReplacingMergeTree(seq)
ORDER BY id;

-- Records that were not accepted, in the order in which they stood in the payload.
CREATE TABLE IF NOT EXISTS rejections
(
    source String,
    collection UInt64,
    position String,
    record_kind String,
    field String,
    reason String,
    detail String,
    seq UInt64,
    recorded_at DateTime('UTC')
)
ENGINE = MergeTree
ORDER BY (collection, seq);

-- What is known of the bytes that came; the bytes themselves are files, which expire before this does.
CREATE TABLE IF NOT EXISTS payloads
(
    hash String,
    source String,
    collection UInt64,
    bytes UInt64,
    content_type String,
    received_at DateTime('UTC'),
    seq UInt64
)
ENGINE = ReplacingMergeTree(seq)
ORDER BY (hash, collection);

-- What the schedule remembers of a source.
CREATE TABLE IF NOT EXISTS source_states
(
    source String,
    next_due DateTime('UTC'),
    last_started DateTime('UTC'),
    last_success DateTime('UTC'),
    failures UInt32,
    etag String,
    last_modified String,
    payload String,
    mapping String,
    seq UInt64
)
ENGINE = ReplacingMergeTree(seq)
ORDER BY source;
