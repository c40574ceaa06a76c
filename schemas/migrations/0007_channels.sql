-- By which channels a month's applications came: channel_counts[i] by channels[i]. Channels that came in earlier months alone
-- are there with 0. Rows of before have none until they are derived again.
ALTER TABLE processing ADD COLUMN channels Array(String) AFTER counts;
ALTER TABLE processing ADD COLUMN channel_counts Array(UInt64) AFTER channels;
