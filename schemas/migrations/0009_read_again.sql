-- From which day on a source's payload is read again, though its bytes are the same: some of it spoke of days to come.
ALTER TABLE source_states ADD COLUMN read_again Date AFTER mapping;
