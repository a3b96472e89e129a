-- A fire drill: once a month each clinician gets a page that says it is a test, and whether they pressed Acknowledge in time is counted.
-- Nothing of a patient or a message is here, and nothing here is ever worked by dispatch.
create schema drills;
grant usage on schema drills to compline_app, compline_worker, compline_backup;

-- id is the account's. No row: nobody chose an hour, and nobody is drilled for this account.
create table drills.plan (
  client_id uuid not null references clients.roll (client_id),
  id        uuid not null,
  -- Every month has a 28th; the hour is the account's own.
  day       smallint not null check (day between 1 and 28),
  hour      smallint not null check (hour between 0 and 23),
  next_at   timestamptz not null,
  primary key (client_id, id),
  foreign key (client_id, id) references directory.account (client_id, id)
);

create table drills.drill (
  client_id       uuid not null,
  id              uuid not null,
  account_id      uuid not null,
  person_id       uuid not null references identity.person (id),
  -- "2027-01": a clinician of three practices of one client is drilled once a month.
  month           text not null check (month ~ '^\d{4}-\d{2}$'),
  begun_at        timestamptz not null,
  -- waiting: the person has real pages first. excused: a real page came while the test was open, or there was no quiet hour for days.
  state           text not null check (state in ('waiting', 'placed', 'acknowledged', 'missed', 'excused')),
  placed_at       timestamptz,
  acknowledged_at timestamptz,
  primary key (client_id, id),
  unique (client_id, person_id, month),
  foreign key (client_id, account_id) references directory.account (client_id, id),
  check ((placed_at is null) <= (state in ('waiting', 'excused')))
);
create index drill_of_person on drills.drill (person_id, month);

do $$
declare name text;
begin
  foreach name in array array['plan', 'drill'] loop
    execute format('alter table drills.%I enable row level security', name);
    execute format('alter table drills.%I force row level security', name);
    execute format('create policy in_scope on drills.%I using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id))', name);
    execute format('create policy backup_reads on drills.%I for select to compline_backup using (true)', name);
  end loop;
end $$;

grant select, insert, update, delete on drills.plan to compline_app, compline_worker;
grant select, insert on drills.drill to compline_worker;
grant update (state, placed_at, acknowledged_at) on drills.drill to compline_app, compline_worker;
grant select on drills.drill to compline_app;
grant select on drills.plan, drills.drill to compline_backup;
