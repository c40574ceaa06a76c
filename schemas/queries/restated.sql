-- The identities whose figure was replaced after their period had ended, and the figure that each had first then. Equal
-- versions that two processes wrote at once replace nothing. What was derived is still completed for some days, by the
-- last collections of the period: of the versions of those days, which come first in age, the last is the first figure.
-- Where its sources had not been heard there was no figure yet.
-- NULL is made NaN, which is never stored, since argMin passes over it.
SELECT {identity}, argMin(seq, age), argMin(ifNull(value, nan), age), argMin(ifNull(numerator, nan), age), argMin(ifNull(denominator, nan), age)
FROM (
    SELECT {identity}, seq, value, numerator, denominator,
        if(source IN ({derived}) AND toDate(recorded_at) <= period_end + {completed}, -toInt64(seq), toInt64(seq)) AS age,
        sipHash64(status, reason, value IS NULL, ifNull(value, 0), numerator IS NULL, ifNull(numerator, 0),
            denominator IS NULL, ifNull(denominator, 0), coverage IS NULL, ifNull(coverage, 0), simulated) AS said
    FROM {table}
    WHERE {where} AND toDate(recorded_at) > period_end AND reason != {unheard} AND ({identity}) IN (
        SELECT {identity} FROM {table} WHERE {where} AND toDate(recorded_at) > period_end AND reason != {unheard} GROUP BY {identity} HAVING count() > 1
    )
)
GROUP BY {identity}
HAVING arrayUniq(arrayPushBack(groupUniqArrayIf(said, age > 0), argMin(said, age))) > 1
