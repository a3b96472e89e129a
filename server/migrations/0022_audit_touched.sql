-- Which entries name a record, so that "who touched it" is answered from the whole log, however much was written since. Filled by the
-- sequencer when it numbers an entry; `audit verify` finds an entry that is missing here. Ids alone, as in the entries themselves.

-- The subject's id, and the ids of details. Who acted, and for which client, are other questions: names stand sorted (RFC 8785), so the
-- actor is before "at". Any bytes are taken, also those that somebody changed.
create function audit.named_in(bytes bytea) returns setof uuid
  language sql immutable set search_path = ''
begin atomic
  select distinct found[1]::uuid
    from regexp_matches(substring(encode(bytes, 'escape') from '"at":".*$'),
                        '(?<!"client":)"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"', 'g') as found;
end;

create table audit.touched (
  subject uuid   not null,
  number  bigint not null,
  primary key (subject, number)
);

insert into audit.touched (subject, number)
  select named.subject, l.number
    from audit.leaf l
    join audit.entry e on e.epoch = l.epoch and e.xid = l.xid and e.id = l.entry_id
    cross join lateral audit.named_in(e.bytes) as named (subject);

grant select, insert on audit.touched to compline_sequencer;
grant select on audit.touched to compline_backup;
