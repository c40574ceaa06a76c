SELECT
    region,
    service,
    submitted_on,
    completed_on,
    outcome,
    toUInt32(intDiv(suspended, 86400)) AS suspended_days,
    suspended_on,
    simulated,
    count() AS n
FROM applications FINAL
WHERE {where}
GROUP BY region, service, submitted_on, completed_on, outcome, suspended_days, suspended_on, simulated
ORDER BY region, service, submitted_on, completed_on, outcome, suspended_days, suspended_on, simulated
