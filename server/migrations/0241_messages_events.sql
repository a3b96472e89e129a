-- The long timeline: one row for each thing that happened to a message, only ever added to. `say` holds words of ours, never a
-- caller's; what a clinician replied is PHI and sealed in `words`. Then who may see and do what.
create table messages.event (
  client_id  uuid not null,
  id         uuid not null,
  message_id uuid not null,
  revision   int not null check (revision >= 1),
  -- Tells apart what happened in one instant.
  number     bigint generated always as identity,
  at         timestamptz not null,
  kind       text not null check (length(kind) <= 40),
  attempt    int,
  who        uuid,
  say        text not null check (length(say) <= 500),
  words      bytea,
  primary key (client_id, id),
  foreign key (client_id, message_id) references messages.message (client_id, id)
);
create index event_of_message on messages.event (client_id, message_id, number);

do $$
declare name text;
begin
  foreach name in array array['draft', 'message', 'revision', 'event'] loop
    execute format('alter table messages.%I enable row level security', name);
    execute format('alter table messages.%I force row level security', name);
    execute format('create policy in_scope on messages.%I using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id))', name);
    execute format('create policy backup_reads on messages.%I for select to compline_backup using (true)', name);
  end loop;
end $$;

grant select, insert, update, delete on messages.draft to compline_app, compline_worker;
grant select, insert, update on messages.message to compline_app, compline_worker;
-- Revisions and events are only ever added.
grant select, insert on messages.revision, messages.event to compline_app, compline_worker;
grant select on all tables in schema messages to compline_backup;
