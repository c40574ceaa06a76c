SELECT service, toStartOfMonth(submitted_on) AS month, channel, simulated, count() AS n
FROM applications FINAL
WHERE {where}
GROUP BY service, month, channel, simulated
ORDER BY service, month, channel, simulated
