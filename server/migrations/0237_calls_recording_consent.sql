-- Under which law a talk was recorded, and whether the caller would have none of it. The decision is of the moment at which the recording
-- begins and stays as it was made: the States of caller, account and operator as they were known then, which of them decided, and the
-- version of our table of laws. Nothing of the caller is here but the State of their area code.
create table calls.recording_consent (
  client_id      uuid not null,
  call_id        uuid not null,
  at             timestamptz not null,
  law            text not null check (law in ('all-party', 'one-party')),
  because        text check (because in ('caller', 'account', 'operator')),
  caller_state   text check (caller_state ~ '^[A-Z]{2}$'),
  account_state  text check (account_state ~ '^[A-Z]{2}$'),
  operator_state text check (operator_state ~ '^[A-Z]{2}$'),
  citation       text check (length(citation) <= 120),
  laws_version   text not null check (length(laws_version) <= 20),
  declined_at    timestamptz,
  declined_by    text check (declined_by in ('key', 'operator')),
  primary key (client_id, call_id),
  foreign key (client_id, call_id) references calls.call (client_id, id),
  check ((declined_at is null) = (declined_by is null)),
  check (law = 'all-party' or because is null)
);

alter table calls.recording_consent enable row level security;
alter table calls.recording_consent force row level security;
create policy in_scope on calls.recording_consent using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id));
create policy backup_reads on calls.recording_consent for select to compline_backup using (true);
grant select, insert, update on calls.recording_consent to compline_app, compline_worker;
grant select on calls.recording_consent to compline_backup;

-- A recording that the caller declined: its file is gone, its row says why.
alter table calls.recording drop constraint recording_state_check;
alter table calls.recording add constraint recording_state_check check (state in ('writing', 'whole', 'cut', 'declined'));
