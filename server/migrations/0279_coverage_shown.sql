-- How many events a calendar had that somebody brought, and how many dates of it made no shift: said before it is saved and after.
alter table coverage.import add column events int not null default 0 check (events >= 0);
alter table coverage.import add column skipped int not null default 0 check (skipped >= 0);

-- A clinician's own calendar over everywhere they are on duty, of whatever client: it names a person and no account. Where they cover is
-- asked when it is read, each practice in the scope of its own client.
alter table coverage.feed alter column client_id drop not null;
alter table coverage.feed alter column account_id drop not null;
alter table coverage.feed add constraint feed_place_check check ((client_id is null) = (account_id is null) and (account_id is not null or shows = 'mine'));
create index feed_of_person on coverage.feed (person_id) where revoked_at is null and account_id is null;
