-- A call that its operator left unfinished asks the other desks: one more kind of cue.
alter table desk.cue drop constraint cue_kind_check;
alter table desk.cue add constraint cue_kind_check check (kind in ('ring-back', 'voicemail', 'reply', 'turned-away', 'unfinished'));
create index cue_of_call on desk.cue (call_id) where done_at is null;
