-- Coverage: whether each minute ahead reaches a clinician. A schedule with a hole is saved only by a person who named the hole; who that
-- was, and which hole, is kept for as long as the schedule's versions are.
create schema coverage;
grant usage on schema coverage to compline_app, compline_worker, compline_backup;

create table coverage.accepted_hole (
  client_id   uuid not null,
  id          uuid not null,
  account_id  uuid not null,
  -- The version that was saved with it.
  version     int not null check (version >= 1),
  rank        text not null check (length(rank) between 1 and 40),
  why         text not null check (length(why) between 1 and 40),
  from_at     timestamptz not null,
  until_at    timestamptz not null check (until_at > from_at),
  -- How many holes were found; this is the first.
  holes       int not null check (holes >= 1),
  accepted_at timestamptz not null,
  accepted_by uuid not null references identity.person (id),
  primary key (client_id, id),
  foreign key (client_id, account_id) references directory.account (client_id, id)
);
create index accepted_hole_of_account on coverage.accepted_hole (client_id, account_id, accepted_at);

alter table coverage.accepted_hole enable row level security;
alter table coverage.accepted_hole force row level security;
create policy of_client on coverage.accepted_hole using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id));
create policy for_backup on coverage.accepted_hole for select to compline_backup using (true);
grant select, insert on coverage.accepted_hole to compline_app, compline_worker;
grant select on coverage.accepted_hole to compline_backup;

-- Whether somebody has a passkey at all is part of the daily report, which the worker makes.
grant select (person_id) on identity.passkey to compline_worker;
