-- Talk recordings are listed by account, newest call first; each call is asked for its files by the key they carry.
create index recording_of_call on calls.recording (client_id, call_id);
create index call_of_account on calls.call (client_id, account_id, offered_at);
