-- Persons sign in once for the whole service, so these tables have no client. What proves a person (password, one-time code,
-- passkey) stands apart from who they are: reading names never touches a secret.
create schema identity;
grant usage on schema identity to compline_app, compline_worker, compline_backup;

create table identity.person (
  id          uuid primary key,
  name        text not null check (length(name) between 1 and 120),
  email       text not null check (length(email) between 3 and 254),
  -- Compared without case: one mailbox, one person.
  email_key   text not null unique check (email_key = lower(email_key)),
  zone        text not null check (length(zone) between 1 and 64),
  created_at  timestamptz not null,
  disabled_at timestamptz
);

create table identity.password (
  person_id uuid primary key references identity.person (id),
  -- argon2id in PHC form: it names its own parameters, so that they can be raised.
  phc       text not null check (phc like '$argon2id$%'),
  set_at    timestamptz not null
);

create table identity.totp (
  person_id uuid primary key references identity.person (id),
  sealed    bytea not null,
  -- RFC 6238 5.2: a code is taken once. Only a later step than this one is accepted.
  last_step bigint not null default 0,
  set_at    timestamptz not null
);

create table identity.passkey (
  id           bytea primary key check (octet_length(id) between 16 and 1023),
  person_id    uuid not null references identity.person (id),
  public_key   bytea not null,
  counter      bigint not null check (counter >= 0),
  transports   text[] not null default '{}',
  name         text not null check (length(name) between 1 and 120),
  created_at   timestamptz not null,
  last_used_at timestamptz
);
create index passkey_person on identity.passkey (person_id);

-- A link that works once. The database holds only the hash of what the link carries.
create table identity.invitation (
  token_hash bytea primary key check (octet_length(token_hash) = 32),
  purpose    text not null check (purpose in ('invitation', 'first-administrator')),
  person_id  uuid references identity.person (id),
  made_at    timestamptz not null,
  expires_at timestamptz not null check (expires_at > made_at),
  used_at    timestamptz,
  check ((purpose = 'invitation') = (person_id is not null))
);

grant select, insert, update on identity.person, identity.password, identity.totp, identity.passkey, identity.invitation to compline_app;
grant delete on identity.passkey, identity.invitation to compline_app;
grant select on identity.person to compline_worker;
grant select, delete on identity.invitation to compline_worker;
grant select on all tables in schema identity to compline_backup;
