-- What a caller said, once. The words are sealed, one envelope for each revision; urgency, times and ids stay readable because paging
-- and lists need them. A draft is what is typed while the call lives; it is gone when the message is saved.
create schema messages;
grant usage on schema messages to compline_app, compline_worker, compline_backup;

-- id is the call's id: one draft for each call.
create table messages.draft (
  client_id  uuid not null,
  id         uuid not null,
  account_id uuid not null,
  version    int not null check (version >= 1),
  content    bytea not null,
  opened_at  timestamptz not null,
  saved_at   timestamptz not null,
  primary key (client_id, id)
);

create table messages.message (
  client_id      uuid not null,
  id             uuid not null,
  account_id     uuid not null,
  call_id        uuid,
  -- The sender's own key: the same key twice is the same message.
  send_key       uuid not null,
  origin         text not null check (origin in ('operator', 'voicemail')),
  urgency        text not null check (urgency in ('emergency', 'urgent', 'routine')),
  -- The newest revision; older ones stay.
  revision       int not null check (revision >= 1),
  script_id      uuid,
  script_version int,
  recording_id   uuid,
  taken_down_by  uuid,
  saved_at       timestamptz not null,
  primary key (client_id, id),
  unique (client_id, send_key),
  check (origin = 'voicemail' or taken_down_by is not null)
);
-- What an operator sends from one call is one message, whatever the browser retries.
create unique index message_of_call on messages.message (client_id, call_id) where origin = 'operator';

create table messages.revision (
  client_id  uuid not null,
  message_id uuid not null,
  number     int not null check (number >= 1),
  urgency    text not null check (urgency in ('emergency', 'urgent', 'routine')),
  content    bytea not null,
  saved_by   uuid,
  saved_at   timestamptz not null,
  primary key (client_id, message_id, number),
  foreign key (client_id, message_id) references messages.message (client_id, id)
);
