-- Ways that lead outside the house are used no faster than they allow, and not at all while they fail. Which page waits for its turn, how
-- full each bucket is, and which way is closed stand here and not in a process: every worker goes by the same, and a restart neither
-- gives a burst away nor sends five more pages into a gateway that is known to be dead. Ids and times, nothing of a message.
create table delivery.turn (
  attempt_id uuid primary key,
  client_id  uuid not null,
  message_id uuid not null,
  person_id  uuid not null,
  channel    text not null check (length(channel) <= 40),
  -- 1 first: emergency, urgent, routine as the due work has them.
  priority   smallint not null check (priority between 1 and 9),
  -- Its place among its equals, kept however often it is told to wait on.
  since      timestamptz not null,
  turn_at    timestamptz not null,
  foreign key (client_id, attempt_id) references delivery.attempt (client_id, id)
);
create index turn_line on delivery.turn (channel, priority, since, attempt_id);
create index turn_message on delivery.turn (client_id, message_id);

-- One instant says all of a token bucket: when it would be full again (GCRA, ITU-T I.371 annex A). No person: the channel's own.
create table delivery.bucket (
  channel   text not null check (length(channel) <= 40),
  person_id uuid not null,
  full_at   timestamptz not null,
  primary key (channel, person_id)
);

create table delivery.breaker (
  channel       text primary key check (length(channel) <= 40),
  failures      int not null check (failures >= 0),
  -- Set while the way is closed to pages, and when the next page may try it.
  opened_at     timestamptz,
  probe_at      timestamptz,
  pause_seconds int not null check (pause_seconds >= 0),
  check ((opened_at is null) = (probe_at is null))
);

grant select, insert, update, delete on delivery.turn, delivery.bucket, delivery.breaker to compline_app, compline_worker;
grant select on delivery.turn, delivery.bucket, delivery.breaker to compline_backup;
