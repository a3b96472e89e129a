-- Working a message until a person takes it. The ladder's shape is stamped when work begins; who is paged is resolved when a step
-- falls due, and kept with its reason, so that any past decision can be shown. An assignment lets the person who was paged see that
-- one message, also where they are no member of the client.
create schema dispatch;
grant usage on schema dispatch to compline_app, compline_worker, compline_backup;

-- Every version stays; the newest applies to messages that begin from then on.
create table dispatch.ladder (
  client_id  uuid not null,
  id         uuid not null,
  account_id uuid not null,
  urgency    text not null check (urgency in ('emergency', 'urgent', 'routine')),
  version    int not null check (version >= 1),
  steps      jsonb not null,
  saved_by   uuid not null,
  saved_at   timestamptz not null,
  primary key (client_id, id),
  unique (client_id, account_id, urgency, version)
);

create table dispatch.dispatch (
  client_id      uuid not null,
  id             uuid not null,
  message_id     uuid not null,
  revision       int not null check (revision >= 1),
  account_id     uuid not null,
  -- As they were when work began, so that a covering clinician of another client can be shown whose message it is.
  account_name   text not null check (length(account_name) between 1 and 120),
  zone           text not null check (length(zone) between 1 and 64),
  urgency        text not null check (urgency in ('emergency', 'urgent', 'routine')),
  ladder_version int not null,
  steps          jsonb not null,
  state          text not null check (state in ('working', 'alarm', 'taken', 'superseded')),
  begun_at       timestamptz not null,
  next_at        timestamptz,
  alarm_at       timestamptz,
  quiet_until    timestamptz,
  given_to       uuid,
  taken_by       uuid,
  taken_at       timestamptz,
  primary key (client_id, id),
  unique (client_id, message_id, revision),
  check ((state = 'taken') = (taken_by is not null and taken_at is not null)),
  check (state <> 'alarm' or alarm_at is not null)
);
create index dispatch_open on dispatch.dispatch (begun_at) where state in ('working', 'alarm');
create index dispatch_taken on dispatch.dispatch (taken_at) where state = 'taken';
create index dispatch_by_time on dispatch.dispatch (client_id, begun_at);
