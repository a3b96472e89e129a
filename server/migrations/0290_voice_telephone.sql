-- Whether a clinician is rung to have messages read: the office allows it, and the number on file was proved by a test call, whose code is
-- kept as a mark alone. A number that is changed on file is not the proved one any more. Staff; nothing of a caller is here.
create schema voice;
grant usage on schema voice to compline_app, compline_worker, compline_backup;

create table voice.telephone (
  person_id     uuid primary key,
  allowed       boolean not null,
  allowed_at    timestamptz not null,
  allowed_by    uuid,
  -- The number that the newest code was said to, and the one that was proved.
  asked_number  text check (asked_number ~ '^\+[1-9][0-9]{6,14}$'),
  proved_number text check (proved_number ~ '^\+[1-9][0-9]{6,14}$'),
  proved_at     timestamptz,
  code_mark     bytea check (length(code_mark) = 32),
  code_at       timestamptz,
  code_failures int not null default 0 check (code_failures between 0 and 5),
  -- Too many wrong PINs: nobody is rung until then.
  closed_until  timestamptz,
  check ((proved_number is null) = (proved_at is null)),
  check (code_mark is null or (code_at is not null and asked_number is not null))
);
grant select, insert, update on voice.telephone to compline_app, compline_worker;
grant select on voice.telephone to compline_backup;
