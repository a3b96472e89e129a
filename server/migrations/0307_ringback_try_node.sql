-- At which node a try is made: when it dies, whoever has its place tells it as cut off at once, and the clinician may try again. Null: a house
-- of one process.
alter table ringback.try add column node text check (length(node) between 1 and 32);
