-- The identities whose figure was replaced after their period had ended. Equal versions that two processes wrote at
-- once replace nothing. NULL is made text, since uniqExact passes over it.
SELECT {identity}
FROM {table}
WHERE {where} AND toDate(recorded_at) > period_end
GROUP BY {identity}
HAVING count() > 1 AND uniqExact(status, reason, ifNull(toString(value), ''), ifNull(toString(numerator), ''),
    ifNull(toString(denominator), ''), ifNull(toString(coverage), ''), simulated) > 1
