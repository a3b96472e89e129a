-- Which desks were heard to be heard: an operator counts the tones of the alarm and says how many. One row a person, for the sign-in in
-- which they sit at the desk now; a desk without a proof is not counted as one that an alarm reaches.
create table nightlead.sound (
  person_id  uuid primary key references identity.person (id),
  session_id text not null check (length(session_id) between 1 and 100),
  tones      int not null check (tones between 2 and 6),
  asked_at   timestamptz not null,
  proved_at  timestamptz
);
grant select, insert, update on nightlead.sound to compline_app;
grant select on nightlead.sound to compline_worker, compline_backup;
