-- Newest collection first, and inside it the order of the payload.
SELECT {columns}
FROM rejections
WHERE {where}
ORDER BY collection DESC, seq
