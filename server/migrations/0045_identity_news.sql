-- What somebody else, or the house, did to what a person signs in with. They read it under "My sign-in", until they say that they have
-- seen it: whoever loses a phone, or an enrolment they did not give up, must not learn it only by being asked for a password.
create table identity.news (
  id        uuid primary key,
  person_id uuid not null references identity.person (id),
  kind      text not null check (kind in ('devices-forgotten', 'proofs-reset', 'signed-out', 'disabled', 'workstation-forgotten')),
  at        timestamptz not null,
  -- Null: the house itself.
  done_by   uuid references identity.person (id),
  seen_at   timestamptz
);
create index news_of_person on identity.news (person_id, at);

grant select, insert on identity.news to compline_app;
grant update (seen_at) on identity.news to compline_app;
grant select, delete on identity.news to compline_worker;
grant select on identity.news to compline_backup;
