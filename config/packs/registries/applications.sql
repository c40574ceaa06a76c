-- What changed in the days that are asked for.
SELECT number, service, channel, submitted, completed, outcome
FROM applications
WHERE updated_at >= {from} AND updated_at < CAST({to} AS date) + INTERVAL '1' DAY
ORDER BY number;
