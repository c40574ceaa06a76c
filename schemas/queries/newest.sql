-- The newest version of each identity of an append-only table. Whole rows are taken, so a NULL of the newest
-- version never gives way to an older value.
SELECT {columns}
FROM {table}
WHERE {where}
ORDER BY {identity}, seq DESC
LIMIT 1 BY {identity}
