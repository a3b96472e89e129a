-- What a caller reaches: an account of one client, its telephone numbers, and notes that hold for a while.
create schema directory;
grant usage on schema directory to compline_app, compline_worker, compline_backup;

create table directory.account (
  client_id uuid not null references clients.roll (client_id),
  id        uuid not null,
  name      text not null check (length(name) between 1 and 120),
  -- Unique over all clients, and fixed: it stands in addresses that people keep.
  slug      text not null unique check (slug ~ '^[a-z][a-z0-9-]{1,39}$'),
  zone      text not null check (length(zone) between 1 and 64),
  greeting  text not null check (length(greeting) between 1 and 300),
  -- Wall times in the account's zone: [{"weekday": 1, "open": "08:00", "close": "17:00"}], saved and read whole.
  hours     jsonb not null check (jsonb_typeof(hours) = 'array' and jsonb_array_length(hours) <= 28),
  holidays  date[] not null check (cardinality(holidays) <= 60),
  fallback  text check (fallback ~ '^\+[1-9][0-9]{6,14}$'),
  recording boolean not null,
  demo      boolean not null,
  opened_at timestamptz not null,
  primary key (client_id, id)
);

-- Of kind "service": a ring knows a number and no client yet. It holds no name and nothing of a caller.
create table directory.number (
  number      text primary key check (number ~ '^\+[1-9][0-9]{6,14}$'),
  client_id   uuid not null,
  account_id  uuid not null,
  since       timestamptz not null,
  -- Set together when the account gives the number back: until then nobody may have it.
  released_at timestamptz,
  rests_until timestamptz,
  foreign key (client_id, account_id) references directory.account (client_id, id),
  check ((released_at is null) = (rests_until is null))
);
create index number_of_account on directory.number (account_id);

create table directory.status_note (
  client_id  uuid not null,
  id         uuid not null,
  account_id uuid not null,
  words      text not null check (length(words) between 1 and 300),
  from_at    timestamptz not null,
  until_at   timestamptz check (until_at > from_at),
  ended_at   timestamptz,
  written_by uuid,
  primary key (client_id, id),
  foreign key (client_id, account_id) references directory.account (client_id, id)
);
-- One note stands at a time: a new one ends the one before.
create unique index status_note_standing on directory.status_note (client_id, account_id) where ended_at is null;
