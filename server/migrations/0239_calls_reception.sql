-- By which version of its account's reception (menu, who may answer, what comes when nobody is free) a call was received. 0: plainly.
alter table calls.call add column reception_version int not null default 0 check (reception_version >= 0);
