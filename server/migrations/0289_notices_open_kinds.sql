-- A kind of notice belongs to the slice that tells it, and its words to notices/rules/words.ts, which the types hold complete. A list here
-- as well had to be written anew by each migration that adds one, and the last one written would have dropped the others.
alter table notices.notice drop constraint notice_kind_check;
alter table notices.notice add constraint notice_kind_check check (kind ~ '^[a-z][a-z-]{0,39}$');
