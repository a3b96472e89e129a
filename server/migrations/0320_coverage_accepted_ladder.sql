-- Coverage: a ladder that opens a hole is saved only by a person who named it, as a week is. The version is then that of the ladder of one
-- urgency and its hours; without them it is the schedule's, as before.
alter table coverage.accepted_hole
  add column ladder_urgency text check (length(ladder_urgency) between 1 and 40),
  add column ladder_hours text check (length(ladder_hours) between 1 and 40),
  add constraint accepted_hole_ladder_check check ((ladder_urgency is null) = (ladder_hours is null));
