-- More that the desk must not forget: what an operator asked to be reminded of, at a time and in their own words, which are sealed; and
-- a taken message whose caller nobody has written down as rung back. A reminder is its operator's; the others hold for every desk.
alter table desk.cue drop constraint cue_kind_check;
alter table desk.cue add constraint cue_kind_check check (kind in ('ring-back', 'voicemail', 'reply', 'turned-away', 'unfinished', 'reminder', 'call-back'));
alter table desk.cue add column owner uuid references identity.person (id);
alter table desk.cue add column words bytea;
alter table desk.cue add constraint cue_reminds check ((kind = 'reminder') = (owner is not null) and (kind = 'reminder') = (words is not null));
create index cue_of_message on desk.cue (message_id) where done_at is null;
