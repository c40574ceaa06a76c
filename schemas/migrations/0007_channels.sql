-- How many applications came by each channel in a month, in the order of the store's Channels.
ALTER TABLE processing ADD COLUMN channels Array(UInt64) AFTER online;
