-- Whom the house rings when the desk has an alarm and nobody there takes the message: people of the service with their own telephones,
-- in the order in which they are rung. They are staff; no client's scope guards them, and nothing of a caller is here.
create schema nightlead;
grant usage on schema nightlead to compline_app, compline_worker, compline_backup;

create table nightlead.person (
  id       uuid primary key,
  place    int not null unique check (place between 1 and 10),
  duty     text not null check (duty in ('night-lead', 'owner')),
  name     text not null check (length(name) between 1 and 120),
  number   text not null check (number ~ '^\+[1-9][0-9]{6,14}$'),
  saved_at timestamptz not null,
  saved_by uuid
);
grant select, insert, delete on nightlead.person to compline_app;
grant select on nightlead.person to compline_worker, compline_backup;
