-- Recordings are files, sealed while they are written; here stands where and how each ended. 'cut' is a file whose writer died: its intact part opens.
create table calls.recording (
  client_id  uuid not null,
  id         uuid not null,
  call_id    uuid not null,
  kind       text not null check (kind in ('voicemail', 'caller', 'operator')),
  started_at timestamptz not null,
  ended_at   timestamptz,
  seconds    int,
  state      text not null check (state in ('writing', 'whole', 'cut')),
  primary key (client_id, id),
  foreign key (client_id, call_id) references calls.call (client_id, id)
);

-- What operators did with their time: no client, no PHI.
create table calls.operator_event (
  id     uuid primary key,
  person uuid not null,
  at     timestamptz not null,
  state  text not null check (state in ('ready', 'ringing', 'on-a-call', 'wrap-up', 'break', 'finishing', 'away'))
);
create index operator_event_by_time on calls.operator_event (person, at);

do $$
declare name text;
begin
  foreach name in array array['call', 'call_event', 'turned_away', 'recording'] loop
    execute format('alter table calls.%I enable row level security', name);
    execute format('alter table calls.%I force row level security', name);
    execute format('create policy in_scope on calls.%I using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id))', name);
  end loop;
end $$;
create policy backup_reads on calls.call for select to compline_backup using (true);
create policy backup_reads on calls.call_event for select to compline_backup using (true);
create policy backup_reads on calls.turned_away for select to compline_backup using (true);
create policy backup_reads on calls.recording for select to compline_backup using (true);

grant select, insert, update on calls.call, calls.recording to compline_app, compline_worker;
grant select, insert on calls.call_event, calls.turned_away, calls.operator_event to compline_app, compline_worker;
grant select on all tables in schema calls to compline_backup;
