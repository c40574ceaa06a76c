SELECT DISTINCT service
FROM applications
WHERE {where}
ORDER BY service
