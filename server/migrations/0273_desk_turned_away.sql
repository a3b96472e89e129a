-- Calls that were turned away at one practice are one cue with a count: a caller who tries a hundred times hides nothing else.
alter table desk.cue add column times int not null default 1 check (times >= 1);
create index cue_open_kind on desk.cue (kind, due_at) where done_at is null;
grant update (times, due_at) on desk.cue to compline_app, compline_worker;
