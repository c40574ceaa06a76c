-- What a snapshot took back, and rows of totals that were left out or taken: counted since this step, which counted says.
ALTER TABLE collections ADD COLUMN withdrawn UInt64 AFTER unchanged;
ALTER TABLE collections ADD COLUMN totals_skipped UInt64 AFTER withdrawn;
ALTER TABLE collections ADD COLUMN totals_taken UInt64 AFTER totals_skipped;
ALTER TABLE collections ADD COLUMN counted UInt8 AFTER totals_taken;
