-- The engine does this by and by. What is written meanwhile stays, whatever its hash: it has a later seq.
ALTER TABLE release_contents DELETE WHERE hash IN ? AND seq < ?
