-- An enrolled workstation is braked for seconds only, so that nobody locks the night desk out. Whoever sits at one and knows a
-- colleague's password could guess codes there for days. So failures since the last good sign-in are counted, and end the enrolment.
alter table identity.workstation add column failures integer not null default 0 check (failures >= 0);
