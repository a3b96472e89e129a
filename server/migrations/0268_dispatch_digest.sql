-- The digest of each night for the office: made at an hour of its own wall clock, shown behind the sign-in alone, with who opened it when,
-- and when each of its messages was opened: the proof of pick-up. Ids, times and counts; nothing of a caller.
create table dispatch.digest_plan (
  client_id       uuid not null,
  id              uuid not null,
  account_id      uuid not null,
  at_wall         text not null check (at_wall ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  pick_up_minutes int not null check (pick_up_minutes between 15 and 600),
  saved_by        uuid not null references identity.person (id), saved_at timestamptz not null,
  primary key (client_id, id), unique (client_id, account_id),
  foreign key (client_id, account_id) references directory.account (client_id, id)
);

create table dispatch.digest (
  client_id    uuid not null,
  id           uuid not null,
  account_id   uuid not null,
  from_at      timestamptz not null,
  until_at     timestamptz not null check (until_at > from_at),
  made_at      timestamptz not null,
  counts       jsonb not null check (jsonb_typeof(counts) = 'object'),
  -- Opened by the office until then; null: there is nothing to pick up.
  due_at       timestamptz,
  picked_up_by uuid references identity.person (id),
  picked_up_at timestamptz,
  primary key (client_id, id),
  unique (client_id, account_id, until_at),
  foreign key (client_id, account_id) references directory.account (client_id, id),
  check ((picked_up_by is null) = (picked_up_at is null))
);

create table dispatch.digest_item (
  client_id  uuid not null,
  id         uuid not null,
  digest_id  uuid not null,
  message_id uuid not null,
  opened_by  uuid references identity.person (id),
  opened_at  timestamptz,
  primary key (client_id, id),
  unique (client_id, digest_id, message_id),
  foreign key (client_id, digest_id) references dispatch.digest (client_id, id),
  check ((opened_by is null) = (opened_at is null))
);
create index digest_item_of_message on dispatch.digest_item (client_id, message_id) where opened_at is null;

do $$
declare name text;
begin
  foreach name in array array['digest_plan', 'digest', 'digest_item'] loop
    execute format('alter table dispatch.%I enable row level security', name);
    execute format('alter table dispatch.%I force row level security', name);
    execute format('create policy in_scope on dispatch.%I using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id))', name);
    execute format('create policy backup_reads on dispatch.%I for select to compline_backup using (true)', name);
    execute format('grant select, insert on dispatch.%I to compline_app, compline_worker', name);
  end loop;
end $$;
grant select on dispatch.digest_plan, dispatch.digest, dispatch.digest_item to compline_backup;
grant update (at_wall, pick_up_minutes, saved_by, saved_at) on dispatch.digest_plan to compline_app;
grant update (picked_up_by, picked_up_at) on dispatch.digest to compline_app;
grant update (opened_by, opened_at) on dispatch.digest_item to compline_app;
