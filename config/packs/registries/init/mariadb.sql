-- A simulated register of service centres in MariaDB: run once, by its client, at the server's first start with the
-- compose profile sources. Everything in it is invented.
SET NAMES utf8mb4;
CREATE DATABASE centres CHARACTER SET utf8mb4;

CREATE TABLE centres.connected (
    region  char(10) NOT NULL COMMENT 'КОАТУУ',
    month   char(7) NOT NULL,
    centres int COMMENT 'connected to the common platform; NULL: nobody has counted',
    PRIMARY KEY (region, month)
);

INSERT INTO centres.connected VALUES
    ('0500000000', '2026-01', 11), ('0500000000', '2026-02', 14), ('0500000000', '2026-03', 14),
    ('0500000000', '2026-04', 19), ('0500000000', '2026-05', 23), ('0500000000', '2026-06', 26),
    ('0700000000', '2026-01', 7), ('0700000000', '2026-02', 8), ('0700000000', '2026-03', NULL),
    ('0700000000', '2026-04', 9), ('0700000000', '2026-05', 12), ('0700000000', '2026-06', 12),
    ('1800000000', '2026-01', 0), ('1800000000', '2026-02', 2), ('1800000000', '2026-03', 5),
    ('1800000000', '2026-04', 6), ('1800000000', '2026-05', 6), ('1800000000', '2026-06', 10);

-- Who collects was made by the server's start, without any right. It may read this table and nothing else.
GRANT SELECT ON centres.connected TO postup@'%';
