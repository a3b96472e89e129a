-- One more thing the office is told: a caller was left on hold for longer than the limit. Its subject is the call.
alter table notices.notice drop constraint notice_kind_check;
alter table notices.notice add constraint notice_kind_check
  check (kind in ('locked-out', 'token-reused', 'ladder-ended', 'agreement-changed', 'turned-away', 'held-long'));
