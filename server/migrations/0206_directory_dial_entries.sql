-- Whom an operator may ring for an account while its caller waits: a clinician, a back line, the hospital, that place's own emergency centre.
-- An entry that is taken out stays as a row: the log of a call names the entry it rang.
create table directory.dial_entry (
  client_id  uuid not null,
  id         uuid not null,
  account_id uuid not null,
  kind       text not null check (kind in ('clinician', 'back-line', 'hospital', 'pharmacy', 'lab', 'interpreter', 'emergency-centre')),
  label      text not null check (length(label) between 1 and 80),
  number     text not null check (number ~ '^\+[1-9][0-9]{6,14}$'),
  saved_at   timestamptz not null,
  saved_by   uuid,
  removed_at timestamptz,
  primary key (client_id, id),
  foreign key (client_id, account_id) references directory.account (client_id, id)
);
create index dial_entry_of_account on directory.dial_entry (client_id, account_id) where removed_at is null;

alter table directory.dial_entry enable row level security;
alter table directory.dial_entry force row level security;
create policy of_client on directory.dial_entry using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id));
create policy for_backup on directory.dial_entry for select to compline_backup using (true);
grant select, insert, update on directory.dial_entry to compline_app, compline_worker;
grant select on directory.dial_entry to compline_backup;
