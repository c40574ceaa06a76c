-- Up to when a collection tells all that its source says: 1970 where it doesn't, as what was asked for was old, or nothing came.
ALTER TABLE collections ADD COLUMN heard DateTime('UTC') AFTER finished;
