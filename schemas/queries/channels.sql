-- The newest version of the months in which something came, as far as it tells channels.
SELECT region, service, month, simulated, counted
FROM
(
    SELECT region, service, month, source, simulated, toString(channels) AS counted, seq
    FROM processing
    WHERE {where}
    ORDER BY region, service, month, source, seq DESC
    LIMIT 1 BY region, service, month, source
)
WHERE counted != '[]'
