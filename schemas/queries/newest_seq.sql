-- An empty table gives 0.
SELECT max(seq) FROM {table}
