-- Programs on other hosts that look at this one, and when each was heard last. Their silence is told to the office, and so is an alarm
-- for which nobody could be rung.
create table nightlead.watcher (
  name         text primary key check (name ~ '^[a-z0-9][a-z0-9-]{0,31}$'),
  id           uuid not null unique,
  seen_at      timestamptz not null,
  silent_since timestamptz
);
grant select, insert, update on nightlead.watcher to compline_worker;
grant select on nightlead.watcher to compline_app, compline_backup;

alter table notices.notice drop constraint notice_kind_check;
alter table notices.notice add constraint notice_kind_check
  check (kind in ('locked-out', 'token-reused', 'ladder-ended', 'agreement-changed', 'turned-away', 'held-long', 'devices-forgotten', 'witness-behind',
                  'nobody-rung', 'watcher-silent'));
