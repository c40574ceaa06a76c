-- Collections whose id does not say when what they brought came: replays, and what was written long after it came,
-- since the store was away or the clock was set back.
SELECT id, started, replays
FROM collections FINAL
WHERE {where} AND (replays != 0 OR id > (toUInt64(toUInt32(started)) + 60) * 1000000)
