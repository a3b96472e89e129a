-- Each call that was placed to read messages: when, over which trunk, and how it ended. Whoever carries it only connects, which is why it needs
-- no agreement (45 CFR 160.103; 78 FR 5571): that standing is kept with the call. No number, no message, nothing of a caller.
create table voice.call (
  id          uuid primary key,
  person_id   uuid not null,
  placed_at   timestamptz not null,
  carrier     text not null default 'conduit' check (carrier = 'conduit'),
  trunk       text,
  messages    int not null default 0 check (messages between 0 and 100),
  ended_at    timestamptz,
  how         text check (how ~ '^[a-z][a-z-]{0,39}$'),
  check ((ended_at is null) = (how is null))
);
create index call_person on voice.call (person_id, placed_at);
grant select, insert, update (trunk, messages, ended_at, how) on voice.call to compline_app, compline_worker;
grant select on voice.call to compline_backup;
