-- One try on one channel, and what came back: receipts are only ever added, and none is inferred from another. The inbox is our own
-- channel: one row for each attempt, so that a repeat after a crash, which has the same id, is shown once.
create schema delivery;
grant usage on schema delivery to compline_app, compline_worker, compline_backup;

create table delivery.attempt (
  client_id  uuid not null,
  id         uuid not null,
  message_id uuid not null,
  revision   int not null check (revision >= 1),
  -- 1, 2, 3 … within the message.
  number     int not null check (number >= 1),
  person_id  uuid not null,
  channel    text not null check (length(channel) <= 40),
  -- How often it was performed again because nobody knows whether the first time worked.
  repeats    int not null default 0 check (repeats >= 0),
  claimed_at timestamptz not null,
  primary key (client_id, id),
  unique (client_id, message_id, number)
);
create index attempt_of_person on delivery.attempt (person_id, claimed_at);

create table delivery.receipt (
  client_id   uuid not null,
  attempt_id  uuid not null,
  state       text not null check (state in ('claimed', 'accepted', 'on-device', 'opened', 'acknowledged', 'failed')),
  at          timestamptz not null,
  -- A code of ours, such as "no-longer-wanted".
  reason      text check (length(reason) <= 60),
  -- The provider's own id, where there is a provider.
  provider_id text check (length(provider_id) <= 120),
  primary key (client_id, attempt_id, state),
  foreign key (client_id, attempt_id) references delivery.attempt (client_id, id),
  check ((state = 'failed') = (reason is not null))
);

-- id is the attempt's id.
create table delivery.inbox (
  client_id  uuid not null,
  id         uuid not null,
  message_id uuid not null,
  revision   int not null check (revision >= 1),
  person_id  uuid not null,
  repeated   boolean not null,
  placed_at  timestamptz not null,
  -- Set when somebody took the message: it waits for nobody any more.
  closed_at  timestamptz,
  primary key (client_id, id),
  foreign key (client_id, id) references delivery.attempt (client_id, id)
);
create index inbox_of_person on delivery.inbox (person_id, placed_at);
create index inbox_of_message on delivery.inbox (client_id, message_id);
