-- Of each decision, beside its reason and the schedule's version: until when that person is on duty, who comes then, and which edition of the
-- time zone database that was worked out with. Empty for decisions from before, and for those that no schedule made.
alter table dispatch.decision add column tz_version text check (length(tz_version) between 1 and 40);
alter table dispatch.decision add column until_at timestamptz;
alter table dispatch.decision add column next_id uuid;
