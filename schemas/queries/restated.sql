-- The identities whose figure was replaced after their period had ended, and the first figure that each had then. Equal
-- versions that two processes wrote at once replace nothing. NULL is made text, since uniqExact passes over it, and NaN,
-- which is never stored, since argMin does so too.
SELECT {identity}, min(seq), argMin(ifNull(value, nan), seq), argMin(ifNull(numerator, nan), seq), argMin(ifNull(denominator, nan), seq)
FROM {table}
WHERE {where} AND toDate(recorded_at) > period_end
GROUP BY {identity}
HAVING count() > 1 AND uniqExact(status, reason, ifNull(toString(value), ''), ifNull(toString(numerator), ''),
    ifNull(toString(denominator), ''), ifNull(toString(coverage), ''), simulated) > 1
