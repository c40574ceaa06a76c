-- The contents that were written before a seq.
SELECT DISTINCT hash
FROM release_contents
WHERE seq < ?
