-- Every version of each identity, oldest first.
SELECT {columns}
FROM {table}
WHERE {where}
ORDER BY {identity}, seq
