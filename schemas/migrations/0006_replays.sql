-- What a collection decoded again, and the window of days that it asked for.
ALTER TABLE collections ADD COLUMN replays UInt64 AFTER error;
ALTER TABLE collections ADD COLUMN window_from Date AFTER replays;
ALTER TABLE collections ADD COLUMN window_to Date AFTER window_from;
