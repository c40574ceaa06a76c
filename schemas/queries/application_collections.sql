SELECT service, collection
FROM applications FINAL
WHERE {where} AND collection != 0
GROUP BY service, collection
ORDER BY service, collection DESC
LIMIT 50 BY service
