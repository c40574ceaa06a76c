-- An empty table gives 0.
SELECT '{table}' AS name, max(seq) AS newest
FROM {table}
