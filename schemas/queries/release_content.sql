-- Some pieces of a dataset's content, in order. The same piece may have been written twice.
SELECT content
FROM release_contents FINAL
WHERE hash = ? AND piece >= ? AND piece < ?
ORDER BY piece
