-- Calls and their append-only log. The caller's number and name are PHI: sealed, with a blind index under the client's own key so that
-- "rang twice today" and the search by number work without a readable number. The gate's answer is stamped here when the call is offered.
create schema calls;
grant usage on schema calls to compline_app, compline_worker, compline_backup;

create table calls.call (
  client_id     uuid not null,
  id            uuid not null,
  account_id    uuid not null,
  dialled       text not null check (length(dialled) <= 20),
  transport     text not null check (transport in ('udp', 'tcp', 'tls')),
  offered_at    timestamptz not null,
  agreement_id  uuid not null,
  caller        bytea,
  caller_index  bytea check (length(caller_index) = 16),
  recording     boolean not null,
  scripts       jsonb not null,
  phase         text not null,
  operator      uuid,
  answered_at   timestamptz,
  ended_at      timestamptz,
  ended_how     text,
  finished_at   timestamptz,
  finish_reason text,
  message_id    uuid,
  primary key (client_id, id),
  check (finished_at is null or ended_at is not null)
);
create index call_open on calls.call (operator) where finished_at is null;
create index call_by_caller on calls.call (client_id, caller_index, offered_at);
create index call_by_time on calls.call (client_id, offered_at);

create table calls.call_event (
  client_id uuid not null,
  call_id   uuid not null,
  number    int not null,
  at        timestamptz not null,
  kind      text not null check (length(kind) <= 40),
  operator  uuid,
  detail    text check (length(detail) <= 80),
  primary key (client_id, call_id, number),
  foreign key (client_id, call_id) references calls.call (client_id, id)
);

-- Rings that the gate turned away: time, account and standing, nothing of the caller.
create table calls.turned_away (
  client_id  uuid not null,
  id         uuid not null,
  account_id uuid not null,
  at         timestamptz not null,
  standing   text not null,
  primary key (client_id, id)
);
