-- The rows of a table that replaces by key. FINAL comes before WHERE: a row that was replaced is not found by
-- what it said.
SELECT {columns}
FROM {table} FINAL
WHERE {where}
ORDER BY {order}
