-- What operators ask and say. Versions are only ever added: a call keeps the version that was stamped on it when it was offered,
-- whatever is saved meanwhile, and years later it can still be told what the caller was asked.
create schema scripts;
grant usage on schema scripts to compline_app, compline_worker, compline_backup;

create table scripts.script (
  client_id   uuid not null,
  id          uuid not null,
  account_id  uuid not null,
  -- Of the newest version; kept here so that the database itself holds that one script serves one kind of caller at one time.
  caller_type text not null check (caller_type in ('patient', 'hospital', 'pharmacy', 'lab', 'physician')),
  hours       text not null check (hours in ('always', 'open', 'closed')),
  version     int not null check (version >= 1),
  retired_at  timestamptz,
  retired_by  uuid,
  primary key (client_id, id),
  foreign key (client_id, account_id) references directory.account (client_id, id)
);
create unique index script_serving on scripts.script (client_id, account_id, caller_type, hours) where retired_at is null;

create table scripts.script_version (
  client_id uuid not null,
  id        uuid not null,
  script_id uuid not null,
  version   int not null check (version >= 1),
  -- Name, caller type, hours, items, red flags and default urgency, saved and read whole. Questions, never answers.
  body      jsonb not null check (jsonb_typeof(body) = 'object' and pg_column_size(body) <= 65536),
  saved_at  timestamptz not null,
  saved_by  uuid,
  primary key (client_id, id),
  unique (client_id, script_id, version),
  foreign key (client_id, script_id) references scripts.script (client_id, id)
);

do $$
declare name text;
begin
  foreach name in array array['script', 'script_version'] loop
    execute format('alter table scripts.%I enable row level security', name);
    execute format('alter table scripts.%I force row level security', name);
    execute format('create policy of_client on scripts.%I using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id))', name);
    execute format('create policy for_backup on scripts.%I for select to compline_backup using (true)', name);
    execute format('grant select, insert on scripts.%I to compline_app, compline_worker', name);
    execute format('grant select on scripts.%I to compline_backup', name);
  end loop;
end $$;
grant update (caller_type, hours, version, retired_at, retired_by) on scripts.script to compline_app;
