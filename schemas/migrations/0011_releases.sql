-- Frozen sets of datasets. A release is drafted, then published, and never changes after that; the newest version of its row is the one that holds.
CREATE TABLE IF NOT EXISTS releases
(
    id String,
    status String,
    created DateTime('UTC'),
    published DateTime('UTC'),
    as_of Date,
    newest UInt64,
    software String,
    notes String,
    reviewed_by String,
    corrects String,
    hash String,
    datasets String,
    seq UInt64
)
ENGINE = ReplacingMergeTree(seq)
ORDER BY id;

-- What the datasets hold, by the hash of all of it, in compressed pieces: releases share what is the same in them.
CREATE TABLE IF NOT EXISTS release_contents
(
    hash String,
    piece UInt32,
    content String,
    seq UInt64
)
ENGINE = ReplacingMergeTree(seq)
ORDER BY (hash, piece);
