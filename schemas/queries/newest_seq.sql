-- An empty table gives 0.
SELECT max(seq) AS newest
FROM {table}
