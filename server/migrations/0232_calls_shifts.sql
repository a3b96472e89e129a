-- An operator sees the figures of their own shift: which calls they answered since it began.
create index call_answered on calls.call (operator, answered_at) where answered_at is not null;
