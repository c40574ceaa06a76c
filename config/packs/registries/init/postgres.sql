-- A simulated registry of applications in PostgreSQL: run once, by psql, at the server's first start with the compose
-- profile sources. Everything in it is invented, by rule, so that it is the same everywhere.
SET client_encoding = 'UTF8';
SET TIME ZONE 'Europe/Kyiv';

CREATE TABLE applications (
    number     text PRIMARY KEY,
    service    text NOT NULL,
    channel    text NOT NULL,
    submitted  timestamptz NOT NULL,
    completed  timestamptz,
    outcome    text,
    updated_at timestamptz NOT NULL
);

-- Two applications a day from 1 January to 29 June 2026, each service in its turn. One of five comes over the counter;
-- one of ten is refused. They take from 6 hours to 10 days and 6 hours; the last twelve are open.
INSERT INTO applications
SELECT number, service, channel, submitted, completed, CASE WHEN completed IS NOT NULL THEN outcome END,
       coalesce(completed, submitted)
FROM (
    SELECT 'SIM-2026-' || lpad(n::text, 4, '0') AS number,
           (ARRAY['народження', 'субсидія'])[1 + n % 2] AS service,
           CASE WHEN n % 5 = 0 THEN 'ЦНАП' ELSE 'портал' END AS channel,
           day + interval '9 hours' + n % 7 * interval '1 hour' AS submitted,
           CASE WHEN n <= 348 THEN day + interval '15 hours' + n % 7 * interval '1 hour' + n % 11 * interval '1 day' END AS completed,
           CASE WHEN n % 10 = 7 THEN 'відмовлено' ELSE 'надано' END AS outcome
    FROM (SELECT n, timestamptz '2026-01-01' + (n - 1) / 2 * interval '1 day' AS day FROM generate_series(1, 360) AS n) AS days
) AS invented;

-- Who collects may read this table and nothing else. The administrator comes in over the server's own socket only: the
-- password of the first start is the reader's from here on.
\getenv password POSTGRES_PASSWORD
CREATE ROLE postup LOGIN PASSWORD :'password';
GRANT SELECT ON applications TO postup;
ALTER ROLE CURRENT_USER PASSWORD NULL;
