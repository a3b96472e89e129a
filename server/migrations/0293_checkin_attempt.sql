-- Clinicians and offices ring in and say who they are. Each such call is one row, whatever became of it: who it was proved to be, or who
-- it claimed to be and was not. The number it came from is sealed: a supervisor opens it after a failure, and that is audited.
create schema checkin;
grant usage on schema checkin to compline_app, compline_worker, compline_backup;

create table checkin.attempt (
  id        uuid primary key,
  at        timestamptz not null,
  -- The check-in line, a call that the house placed to a number on file, or an operator's card.
  via       text not null check (via in ('line', 'call-back', 'operator')),
  person_id uuid references identity.person (id),
  state     text not null check (state in ('open', 'proved', 'failed', 'left')),
  failures  int not null default 0 check (failures between 0 and 20),
  caller    bytea,
  over_at   timestamptz,
  check (state <> 'proved' or person_id is not null)
);
create index attempt_failed on checkin.attempt (at) where state = 'failed';
create index attempt_of_person on checkin.attempt (person_id, at) where via = 'call-back';

grant select, insert, update (person_id, state, failures, over_at) on checkin.attempt to compline_app;
grant select on checkin.attempt to compline_worker, compline_backup;
