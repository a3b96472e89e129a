-- Who is on duty. Versions of a schedule are only ever added, and an override is never changed but for being cancelled: so who was
-- on duty at any past instant, by what was known then, can be worked out again.
create schema oncall;
grant usage on schema oncall to compline_app, compline_worker, compline_backup;

create table oncall.schedule_version (
  client_id  uuid not null,
  id         uuid not null,
  account_id uuid not null,
  -- Counts from 1 for each account; of two who save at once, based on one version, the second is refused.
  version    int not null check (version >= 1),
  zone       text not null check (length(zone) between 1 and 64),
  -- Wall times in that zone: [{"id", "weekday": 1, "start": "19:00", "end": "07:00", "person", "rank": "first"}], saved and read whole.
  shifts     jsonb not null check (jsonb_typeof(shifts) = 'array' and jsonb_array_length(shifts) <= 200),
  saved_at   timestamptz not null,
  saved_by   uuid,
  primary key (client_id, id),
  unique (client_id, account_id, version),
  foreign key (client_id, account_id) references directory.account (client_id, id)
);

create table oncall.override (
  client_id    uuid not null,
  id           uuid not null,
  account_id   uuid not null,
  rank         text not null check (rank in ('first', 'backup')),
  from_at      timestamptz not null,
  until_at     timestamptz not null check (until_at > from_at),
  person_id    uuid not null references identity.person (id),
  reason       text not null check (length(reason) between 1 and 120),
  added_at     timestamptz not null,
  added_by     uuid,
  cancelled_at timestamptz,
  cancelled_by uuid,
  primary key (client_id, id),
  foreign key (client_id, account_id) references directory.account (client_id, id)
);
create index override_of_account on oncall.override (client_id, account_id, until_at);

do $$
declare name text;
begin
  foreach name in array array['schedule_version', 'override'] loop
    execute format('alter table oncall.%I enable row level security', name);
    execute format('alter table oncall.%I force row level security', name);
    execute format('create policy of_client on oncall.%I using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id))', name);
    execute format('create policy for_backup on oncall.%I for select to compline_backup using (true)', name);
    execute format('grant select, insert on oncall.%I to compline_app, compline_worker', name);
    execute format('grant select on oncall.%I to compline_backup', name);
  end loop;
end $$;
grant update (cancelled_at, cancelled_by) on oncall.override to compline_app;
