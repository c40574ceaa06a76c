-- A dataset's content, piece by piece. The same piece may have been written twice.
SELECT content
FROM release_contents FINAL
WHERE hash = ?
ORDER BY piece
