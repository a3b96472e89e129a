-- Who covered whom on any past day can be told: members and practices leave a call group, and their rows stay.
alter table access.call_group_member
  add column from_at  timestamptz not null default '-infinity',
  add column until_at timestamptz check (until_at >= from_at),
  drop constraint call_group_member_pkey,
  add primary key (group_id, person_id, from_at);
alter table access.call_group_member alter column from_at drop default;
create unique index call_group_member_now on access.call_group_member (group_id, person_id) where until_at is null;

-- An account still has one group at most at a time.
alter table access.call_group_account
  add column from_at  timestamptz not null default '-infinity',
  add column until_at timestamptz check (until_at >= from_at),
  drop constraint call_group_account_pkey,
  add primary key (account_id, group_id, from_at);
alter table access.call_group_account alter column from_at drop default;
create unique index call_group_account_now on access.call_group_account (account_id) where until_at is null;

revoke delete on access.call_group_member, access.call_group_account from compline_app;
grant update (until_at) on access.call_group_member, access.call_group_account to compline_app;
