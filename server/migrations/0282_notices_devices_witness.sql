-- Two more things the office is told: every device of a person was forgotten, and what is under no witness's signature has grown past
-- its limit. The subject of the second is the log itself, which has the id of nobody.
alter table notices.notice drop constraint notice_kind_check;
alter table notices.notice add constraint notice_kind_check
  check (kind in ('locked-out', 'token-reused', 'ladder-ended', 'agreement-changed', 'turned-away', 'held-long', 'devices-forgotten', 'witness-behind'));
