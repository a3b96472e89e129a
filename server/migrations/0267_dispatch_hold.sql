-- A routine message may wait until the office opens, by its ladder or because an operator held it; half an hour later the desk rings the
-- office. Each is kept with who held it and why, one of a few, and is reviewed the next morning by somebody else.
alter table dispatch.decision
  drop constraint decision_role_check,
  add constraint decision_role_check check (role in ('on-duty', 'backup', 'role', 'person', 'named', 'operator-calls', 'nurse-triage', 'hold', 'office-phone')),
  drop constraint ring_is_the_desks,
  add constraint ring_is_the_desks check (ring_result is null or role in ('operator-calls', 'nurse-triage', 'office-phone')),
  -- When the office opens, as it was foreseen when the hold began.
  add column held_until timestamptz,
  add constraint held_is_a_hold check (held_until is null or role = 'hold');

create table dispatch.hold (
  client_id   uuid not null,
  id          uuid not null,
  dispatch_id uuid not null,
  message_id  uuid not null,
  revision    int not null check (revision >= 1),
  account_id  uuid not null,
  held_at     timestamptz not null,
  until_at    timestamptz not null,
  -- Neither: the practice's own ladder held it.
  held_by     uuid references identity.person (id),
  reason      text check (reason in ('practice-asked', 'caller-content', 'not-about-care', 'other')),
  -- A person of the office took it, in its own room or when the desk rang.
  office_had  boolean not null default false,
  reviewed_by uuid references identity.person (id),
  reviewed_at timestamptz,
  finding     text check (finding in ('right', 'should-have-gone-out')),
  primary key (client_id, id),
  unique (client_id, dispatch_id),
  foreign key (client_id, dispatch_id) references dispatch.dispatch (client_id, id),
  foreign key (client_id, account_id) references directory.account (client_id, id),
  check ((held_by is null) = (reason is null)),
  check ((reviewed_by is null) = (reviewed_at is null) and (reviewed_at is null) = (finding is null)),
  check (reviewed_by is distinct from held_by or reviewed_by is null)
);
create index hold_unreviewed on dispatch.hold (until_at) where reviewed_at is null;
create index hold_reviewed on dispatch.hold (reviewed_at) where reviewed_at is not null;

alter table dispatch.hold enable row level security;
alter table dispatch.hold force row level security;
create policy in_scope on dispatch.hold using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id));
create policy backup_reads on dispatch.hold for select to compline_backup using (true);
grant select, insert on dispatch.hold to compline_app, compline_worker;
grant update (office_had, reviewed_by, reviewed_at, finding) on dispatch.hold to compline_app;
grant select on dispatch.hold to compline_backup;
