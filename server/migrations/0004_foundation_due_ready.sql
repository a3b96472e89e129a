-- What is due is taken by urgency, then by time: in the order of an index it is found without sorting all that waits, and entries of work
-- that is done are passed over instead of being read again at every look. The table turns over many times a night, so pages keep room
-- for a claim beside the row, and it is swept long before a tenth of it is dead.
create index due_ready on foundation.due (priority, due_at, id);
alter table foundation.due set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000);
