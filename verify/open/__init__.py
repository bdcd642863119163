"""Open files for anybody's software: log, status lists, keys, signed objects, what witnesses say."""
