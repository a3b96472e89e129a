-- Who works where. A membership is ended, never removed, so that what a person could see on any past day can be told.
create schema access;
grant usage on schema access to compline_app, compline_worker, compline_backup;

create table access.membership (
  id         uuid primary key,
  person_id  uuid not null references identity.person (id),
  -- Without a client the role is at the service itself.
  client_id  uuid references clients.roll (client_id),
  role       text not null check (role in ('operator', 'supervisor', 'clinician', 'client-manager', 'compliance-officer', 'administrator')),
  from_at    timestamptz not null,
  until_at   timestamptz check (until_at >= from_at),
  given_by   uuid,
  check ((role in ('clinician', 'client-manager')) = (client_id is not null))
);
create index membership_person on access.membership (person_id);
create index membership_client on access.membership (client_id);

-- Clinicians who cover each other; a group may span clients.
create table access.call_group (
  id   uuid primary key,
  name text not null check (length(name) between 1 and 120)
);
create table access.call_group_member (
  group_id  uuid not null references access.call_group (id),
  person_id uuid not null references identity.person (id),
  primary key (group_id, person_id)
);
-- An account has one group at most. Accounts live further right, so their ids are not checked here.
create table access.call_group_account (
  account_id uuid primary key,
  group_id   uuid not null references access.call_group (id),
  client_id  uuid not null references clients.roll (client_id)
);

grant select, insert on access.membership, access.call_group to compline_app;
grant update (until_at) on access.membership to compline_app;
grant update (name) on access.call_group to compline_app;
grant select, insert, delete on access.call_group_member, access.call_group_account to compline_app;
grant select on all tables in schema access to compline_worker, compline_backup;
