-- And which messages they sent since then.
create index message_sent on messages.message (taken_down_by, saved_at) where taken_down_by is not null;
