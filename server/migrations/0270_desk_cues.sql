-- Cues: what the desk must not forget. Ids and a kind; the words come from the kind, the caller's number from the sealed call.
create schema desk;
grant usage on schema desk to compline_app, compline_worker, compline_backup;

create table desk.cue (
  client_id  uuid not null,
  id         uuid not null,
  account_id uuid not null,
  kind       text not null check (kind in ('ring-back', 'voicemail', 'reply', 'turned-away')),
  due_at     timestamptz not null,
  call_id    uuid,
  message_id uuid,
  done_at    timestamptz,
  done_by    uuid,
  primary key (client_id, id),
  check ((done_at is null) = (done_by is null))
);
create index cue_open on desk.cue (due_at) where done_at is null;

alter table desk.cue enable row level security;
alter table desk.cue force row level security;
create policy in_scope on desk.cue using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id));
create policy backup_reads on desk.cue for select to compline_backup using (true);

grant select, insert on desk.cue to compline_app, compline_worker;
grant update (done_at, done_by) on desk.cue to compline_app, compline_worker;
grant select on desk.cue to compline_backup;
