-- The identities whose figure was replaced after their period had ended, and the figure that each had first then. Equal
-- versions that two processes wrote at once replace nothing. What was derived is still completed for some days, by the
-- last collections of the period: of the versions of those days the last is the first. NULL is made NaN, which is never
-- stored, since argMin passes over it.
WITH
    source IN ({derived}) AND toDate(recorded_at) <= period_end + {completed} AS early,
    sipHash64(status, reason, value IS NULL, ifNull(value, 0), numerator IS NULL, ifNull(numerator, 0),
        denominator IS NULL, ifNull(denominator, 0), coverage IS NULL, ifNull(coverage, 0), simulated) AS said
SELECT {identity},
    if(countIf(early) > 0, maxIf(seq, early), min(seq)),
    if(countIf(early) > 0, argMaxIf(ifNull(value, nan), seq, early), argMin(ifNull(value, nan), seq)),
    if(countIf(early) > 0, argMaxIf(ifNull(numerator, nan), seq, early), argMin(ifNull(numerator, nan), seq)),
    if(countIf(early) > 0, argMaxIf(ifNull(denominator, nan), seq, early), argMin(ifNull(denominator, nan), seq))
FROM {table}
WHERE {where} AND toDate(recorded_at) > period_end AND ({identity}) IN (
    SELECT {identity} FROM {table} WHERE {where} AND toDate(recorded_at) > period_end GROUP BY {identity} HAVING count() > 1
)
GROUP BY {identity}
HAVING countIf(NOT early) > 0
    AND arrayUniq(arrayConcat(groupUniqArrayIf(said, NOT early), arraySlice([argMaxIf(said, seq, early)], 1, least(countIf(early), 1)))) > 1
