-- Applications as they stand now, by their ids.
SELECT region, service, hex(id), channel, submitted, completed, outcome, suspended, suspended_since, collection, simulated
FROM applications FINAL
WHERE {where}
