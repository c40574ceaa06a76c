SELECT
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
GROUP BY service, submitted_on, completed_on, outcome, suspended_days, suspended_on, simulated
ORDER BY service, submitted_on, completed_on, outcome, suspended_days, suspended_on, simulated
