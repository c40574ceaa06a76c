-- Every version that is still there of some applications. Without FINAL no more is read than where they are.
SELECT region, service, hex(id), channel, submitted, submitted_on, completed, completed_on, outcome, suspended, suspended_on, simulated, seq
FROM applications
PREWHERE id IN ({ids})
WHERE {where}
