-- Timers and outbox in one table. A row is work that must happen at or after due_at, at least once.
-- Leases are on the database clock, so that a killed worker's job comes back within seconds whatever its own clock said;
-- due_at is on the product's clock, so that paging runs under a fake clock in tests. Ids and times only: never PHI.
create table foundation.due (
  id          bigint generated always as identity primary key,
  kind        text not null check (length(kind) between 3 and 80),
  subject     uuid not null,
  client_id   uuid,
  due_at      timestamptz not null,
  payload     jsonb not null default '{}' check (pg_column_size(payload) <= 2000),
  -- Facts about one subject run in the order they were recorded; timers do not wait for one another.
  in_order    boolean not null default false,
  -- Urgent work overtakes routine work that is due as well: 1 first, 9 last.
  priority    smallint not null default 5 check (priority between 1 and 9),
  tries       int not null default 0,
  -- Fencing: each claim takes the next token, and only the holder of the newest may finish the job.
  token       bigint not null default 0,
  leased_until timestamptz,
  failed_with text
);

create index due_next on foundation.due (due_at);
create index due_subject on foundation.due (subject, kind, id);

grant select, insert, update, delete on foundation.due to compline_app, compline_worker;
grant select on foundation.due to compline_backup;
