-- The identities whose figure was replaced after their period had ended.
SELECT {identity}
FROM {table}
WHERE {where} AND toDate(recorded_at) > period_end
GROUP BY {identity}
HAVING count() > 1
