-- A practice's own greeting in each language, said by somebody of the practice: sealed G.711 µ-law at 8 kHz. It is a person's voice, and
-- may name people; it lasts until the practice takes it out, and then the row is gone.
create table directory.account_greeting (
  client_id  uuid not null,
  id         uuid not null,
  account_id uuid not null,
  language   text not null check (language in ('en', 'es')),
  seconds    int not null check (seconds between 1 and 30),
  sound      bytea not null,
  saved_at   timestamptz not null,
  saved_by   uuid,
  primary key (client_id, id),
  unique (client_id, account_id, language),
  foreign key (client_id, account_id) references directory.account (client_id, id)
);
-- Sealed, so there is nothing to compress.
alter table directory.account_greeting alter column sound set storage external;
alter table directory.account_greeting enable row level security;
alter table directory.account_greeting force row level security;
create policy of_client on directory.account_greeting using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id));
create policy for_backup on directory.account_greeting for select to compline_backup using (true);
grant select, insert, delete on directory.account_greeting to compline_app;
grant select on directory.account_greeting to compline_worker, compline_backup;
