-- A clinician rings a caller back through the service: their own telephone first, then the caller, who is shown the practice's number.
-- One row for each try. Neither number is here: one is the person's, the other the message's. Messages came into being after this in the
-- order of migrations, so no key leads to them.
create schema ringback;
grant usage on schema ringback to compline_app, compline_worker, compline_backup;

create table ringback.try (
  client_id   uuid not null,
  id          uuid not null,
  account_id  uuid not null,
  message_id  uuid not null,
  revision    int not null check (revision >= 1),
  person_id   uuid not null references identity.person (id),
  begun_at    timestamptz not null,
  -- When the caller answered; none where nobody did.
  answered_at timestamptz,
  ended_at    timestamptz,
  outcome     text,
  primary key (client_id, id),
  check ((ended_at is null) = (outcome is null))
);
create index try_of_message on ringback.try (client_id, message_id, begun_at desc);
create index try_of_person on ringback.try (person_id, begun_at desc);
create index try_live on ringback.try (begun_at) where ended_at is null;

alter table ringback.try enable row level security;
alter table ringback.try force row level security;
create policy in_scope on ringback.try using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id));
create policy backup_reads on ringback.try for select to compline_backup using (true);

grant select, insert on ringback.try to compline_app, compline_worker;
grant update (answered_at, ended_at, outcome) on ringback.try to compline_app, compline_worker;
grant select on ringback.try to compline_backup;
