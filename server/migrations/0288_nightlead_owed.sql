-- Whoever was on the telephone when it was their turn to be rung about an alarm has not failed: they are owed a call, out of turn. Since
-- when, and when the house looks again whether their line is free. Both are of staff; nothing of a caller is here.
alter table nightlead.person
  add column owed_since timestamptz,
  add column owed_at timestamptz,
  add check ((owed_since is null) = (owed_at is null));
grant update (owed_since, owed_at) on nightlead.person to compline_worker;
