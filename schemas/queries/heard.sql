-- Up to when each source has told all that it says.
SELECT source, max(heard)
FROM collections
WHERE {where}
GROUP BY source
