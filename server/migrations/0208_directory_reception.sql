-- How an account's callers are received: the menu they hear, who may answer, what comes when nobody is free. Saved and read whole;
-- each version is kept, because a call is stamped with the one that received it.
create table directory.reception_version (
  client_id  uuid not null,
  id         uuid not null,
  account_id uuid not null,
  version    int not null check (version >= 1),
  body       jsonb not null check (jsonb_typeof(body) = 'object'),
  saved_at   timestamptz not null,
  saved_by   uuid,
  primary key (client_id, id),
  unique (client_id, account_id, version),
  foreign key (client_id, account_id) references directory.account (client_id, id)
);
alter table directory.reception_version enable row level security;
alter table directory.reception_version force row level security;
create policy of_client on directory.reception_version using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id));
create policy for_backup on directory.reception_version for select to compline_backup using (true);
grant select, insert on directory.reception_version to compline_app, compline_worker;
grant select on directory.reception_version to compline_backup;

-- Of kind "service": operators are the house's own, and answer for every client. No name: persons are ids here.
create table directory.operator_skills (
  person    uuid primary key,
  languages text[] not null check (cardinality(languages) between 1 and 2),
  -- The accounts that this operator knows; null: all of them.
  accounts  uuid[] check (cardinality(accounts) <= 1000),
  urgent    boolean not null,
  reserve   boolean not null,
  saved_at  timestamptz not null,
  saved_by  uuid
);
grant select, insert, update on directory.operator_skills to compline_app;
grant select on directory.operator_skills to compline_worker, compline_backup;
