SELECT service, simulated, collection
FROM applications FINAL
WHERE {where} AND collection != 0
GROUP BY service, simulated, collection
ORDER BY service, simulated, collection DESC
LIMIT 50 BY service, simulated
