-- The numbers of the service itself on which clinicians and offices ring in. They reach no account, so they belong to no client.
create table checkin.line (
  number   text primary key check (number ~ '^\+[1-9][0-9]{6,14}$'),
  saved_at timestamptz not null,
  saved_by uuid references identity.person (id)
);
grant select, insert, delete on checkin.line to compline_app;
grant select on checkin.line to compline_worker, compline_backup;
