-- A key of a practice's own menu leads to the same dialogue as the check-in line: who rang there is told apart.
alter table checkin.attempt drop constraint attempt_via_check;
alter table checkin.attempt add constraint attempt_via_check check (via in ('line', 'menu', 'call-back', 'operator'));
