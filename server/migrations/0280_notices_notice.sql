-- What the office is told without having asked: lock-outs, ladders that ended, agreements that changed, callers turned away. About the
-- service as much as about one client, so no client's scope guards it; it holds ids and codes, nothing of a caller.
create schema notices;
grant usage on schema notices to compline_app, compline_worker, compline_backup;

create table notices.notice (
  id              uuid primary key,
  kind            text not null check (kind in ('locked-out', 'token-reused', 'ladder-ended', 'agreement-changed', 'turned-away')),
  -- A person, a client, an account or a message, as the kind says.
  subject         uuid not null,
  client_id       uuid,
  account_id      uuid,
  code            text not null check (length(code) <= 40),
  done_by         uuid,
  first_at        timestamptz not null,
  last_at         timestamptz not null,
  count           int not null check (count >= 1),
  acknowledged_at timestamptz,
  acknowledged_by uuid,
  check ((acknowledged_at is null) = (acknowledged_by is null))
);
-- The same about the same subject is one open notice with a count.
create unique index notice_open on notices.notice (kind, subject, code) where acknowledged_at is null;
create index notice_newest on notices.notice (last_at) where acknowledged_at is null;
create index notice_seen on notices.notice (acknowledged_at) where acknowledged_at is not null;

grant select, insert on notices.notice to compline_app, compline_worker;
grant update (count, last_at, done_by) on notices.notice to compline_worker;
grant update (acknowledged_at, acknowledged_by) on notices.notice to compline_app;
grant select on notices.notice to compline_backup;
