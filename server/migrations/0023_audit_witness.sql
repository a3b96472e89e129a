-- Asked at every round of the witnesses and at every look at the office's page: the newest state each of them signed.
create index cosignature_newest on audit.cosignature (witness, size desc);
