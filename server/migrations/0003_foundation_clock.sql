-- How far the clock that waiting work goes by is ahead of the product's clock: more than nothing once that clock was set back. Work is
-- kept by the former, so the process that comes next has to go on by it; otherwise what waits would wait that much longer. One row.
create table foundation.clock (
  one                boolean primary key check (one),
  ahead_milliseconds bigint not null check (ahead_milliseconds >= 0)
);

grant select, insert, update on foundation.clock to compline_worker;
grant select on foundation.clock to compline_backup;
