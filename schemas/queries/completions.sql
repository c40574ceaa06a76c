-- Whole hours that the legal clock ran. toInt64 keeps suspensions longer than the case from wrapping around.
SELECT
    service,
    toStartOfMonth(completed_on) AS month,
    outcome,
    toUInt32(intDiv(greatest(toInt64(toUInt32(completed)) - toInt64(toUInt32(submitted)) - toInt64(suspended), toInt64(0)), 3600)) AS hours,
    simulated,
    count() AS n
FROM applications FINAL
WHERE {where} AND completed_on != toDate('1970-01-01')
GROUP BY service, month, outcome, hours, simulated
ORDER BY service, month, outcome, hours, simulated
