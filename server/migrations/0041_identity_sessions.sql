-- Sessions are rows, so that ending one takes effect at the next request. Tokens are stored as hashes only. A token is exchanged
-- while it is used: `next_hash` is on its way to the browser, `previous_hash` lives a few seconds for requests that crossed.
create table identity.session (
  id            uuid primary key,
  person_id     uuid not null references identity.person (id),
  kind          text not null check (kind in ('workstation', 'office', 'phone')),
  token_hash    bytea not null unique check (octet_length(token_hash) = 32),
  token_at      timestamptz not null,
  next_hash     bytea unique,
  next_at       timestamptz,
  previous_hash bytea,
  created_at    timestamptz not null,
  ends_at       timestamptz not null,
  touched_at    timestamptz not null,
  proved_at     timestamptz not null,
  locked_at     timestamptz,
  ended_at      timestamptz,
  ended_because text check (ended_because in ('signed-out', 'idle', 'age', 'token-reused', 'password-changed', 'disabled', 'signed-in-again')),
  check ((next_hash is null) = (next_at is null)),
  check ((ended_at is null) = (ended_because is null))
);
create index session_previous on identity.session (previous_hash) where previous_hash is not null;
create index session_person on identity.session (person_id) where ended_at is null;

-- A browser at which a person of the staff has signed in: lock-outs do not reach it.
create table identity.workstation (
  workstation_id uuid not null,
  person_id      uuid not null references identity.person (id),
  enrolled_at    timestamptz not null,
  used_at        timestamptz not null,
  primary key (workstation_id, person_id)
);

create table identity.challenge (
  id         uuid primary key,
  purpose    text not null check (purpose in ('sign-in', 'enrol', 'unlock')),
  person_id  uuid references identity.person (id),
  bytes      bytea not null check (octet_length(bytes) = 32),
  expires_at timestamptz not null
);
create index challenge_expires on identity.challenge (expires_at);

-- How many tries have failed, leaking away with time. The subject is keyed-hashed: an address or e-mail cannot be read here.
create table identity.throttle (
  subject  bytea primary key check (octet_length(subject) = 16),
  pressure double precision not null check (pressure >= 0),
  at       timestamptz not null
);

grant select, insert, update on identity.session, identity.workstation, identity.throttle to compline_app;
grant select, insert, delete on identity.challenge to compline_app;
grant select, update, delete on identity.session to compline_worker;
grant select, delete on identity.challenge, identity.throttle, identity.workstation to compline_worker;
grant select on all tables in schema identity to compline_backup;
