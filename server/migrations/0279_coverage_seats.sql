-- A seat is a rank, or a rank of a role, which is longer: "for pediatric cardiology, backup". And whether a PIN is set at all is part of
-- the daily report of whom a telephone reaches, which the worker makes; the PIN itself stays out of its sight.
alter table coverage.accepted_hole drop constraint accepted_hole_rank_check;
alter table coverage.accepted_hole add constraint accepted_hole_rank_check check (length(rank) between 1 and 80);
alter table coverage.hand_over drop constraint hand_over_rank_check;
alter table coverage.hand_over add constraint hand_over_rank_check check (length(rank) between 1 and 80);

grant select (person_id, set_at) on identity.pin to compline_worker;
