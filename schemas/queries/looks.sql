-- When sources were looked at with success, to a quarter of an hour: no time zone has a midnight within one.
SELECT source, window_to, min(started) AS first, max(started) AS last
FROM collections FINAL
WHERE {where} AND replays = 0 AND status IN ('ok', 'unchanged', 'partial')
GROUP BY source, window_to, intDiv(toUInt32(started), 900)
ORDER BY source, first, window_to
