-- Timers of which there is one in the whole house, such as the daily sweep. Each process asks for it as it starts, and two that started in one
-- moment had two of it: neither saw what the other had not committed. Now the database holds one, and the second asker moves it.
-- The release before this one goes on writing rows that are not single; what starts after it takes those away.
alter table foundation.due add column single boolean not null default false;
create unique index due_single on foundation.due (kind, subject) where single;
