-- By how many days the overdue applications of a month are overdue, ascending, and how many by each.
ALTER TABLE processing ADD COLUMN overdue_days Array(UInt32) AFTER overdue;
ALTER TABLE processing ADD COLUMN overdue_counts Array(UInt64) AFTER overdue_days;
