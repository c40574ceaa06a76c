-- Up to when each source has told all that it says of each region's applications. There are few lists of regions, and many collections.
SELECT source, region, simulated, max(until)
FROM (
    SELECT source, simulated, heard_regions, max(heard) AS until
    FROM collections
    WHERE {where}
    GROUP BY source, simulated, heard_regions
)
LEFT ARRAY JOIN heard_regions AS region
GROUP BY source, region, simulated
