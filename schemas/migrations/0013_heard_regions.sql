-- The regions of whose applications a collection tells that; none in rows of older versions: all that its source names.
ALTER TABLE collections ADD COLUMN heard_regions Array(String) AFTER heard;
