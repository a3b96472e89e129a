-- A client is the covered entity and the tenant: every other client table leads its key with this id.
create schema clients;
grant usage on schema clients to compline_app, compline_worker, compline_backup;

-- The ids alone, so that the scope of the staff can be built before row-level security has a scope to go by. No name, no fact.
create table clients.roll (
  client_id uuid primary key
);

create table clients.client (
  client_id  uuid not null references clients.roll (client_id),
  -- The key of every client table is (client_id, id); here both are the same.
  id         uuid not null check (id = client_id),
  name       text not null check (length(name) between 1 and 120),
  -- Made-up data says so for good: no role may change this column, and no command removes it.
  demo       boolean not null,
  created_at timestamptz not null,
  primary key (client_id, id)
);

alter table clients.client enable row level security;
alter table clients.client force row level security;
create policy in_scope on clients.client using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id));
create policy backup_reads on clients.client for select to compline_backup using (true);

grant select, insert on clients.roll to compline_app;
grant select on clients.roll to compline_worker;
grant select, insert on clients.client to compline_app;
grant update (name) on clients.client to compline_app;
grant select on clients.client to compline_worker;
grant select on all tables in schema clients to compline_backup;
