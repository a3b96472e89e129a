-- The processes that share this database. That one of them is alive is said by a lock that its own session holds (foundation/nodes), not by a
-- time written here: a lock is gone in the moment its process is, and whoever takes a dead node's place holds it meanwhile, so that one does.
create table foundation.node (
  name    text primary key check (name ~ '^[a-z0-9][a-z0-9-]{0,31}$'),
  address text not null check (length(address) between 3 and 300)
);

grant select, insert, update, delete on foundation.node to compline_worker;
grant select on foundation.node to compline_backup;
