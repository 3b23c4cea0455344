BEGIN TRANSACTION;
CREATE TABLE about (
	schema_version INTEGER NOT NULL
);
INSERT INTO "about" VALUES(4);
CREATE TABLE builds (
	calendar_id VARCHAR(250) NOT NULL, 
	id INTEGER NOT NULL, 
	at VARCHAR(20) NOT NULL, 
	changes TEXT NOT NULL, 
	day VARCHAR(10), 
	inputs TEXT, 
	files TEXT, 
	forced BOOLEAN, 
	host VARCHAR(250), 
	PRIMARY KEY (calendar_id, id)
);
INSERT INTO "builds" VALUES('qa.example.gov.uk',1,'2020-03-30T09:00:00Z','[{"kind": "new", "uid": "2020-04-file-audit@qa.example.gov.uk", "before": null, "after": {"uid": "2020-04-file-audit@qa.example.gov.uk", "sequence": 0, "stamp": "2020-03-30T09:00:00Z", "start": "2020-04-01", "end": "2020-04-01", "at": null, "minutes": 0, "feeds": "[\"anna-bell\"]", "summary": "File Audit - Anna Bell", "digest": "9d278d770e983e339c798c828cc1c50faa2ba96e1f77eb450aeabf5d03e7d767", "live": true, "description": "Purpose: To see that files are in order.\nWho: Anna Bell (Manager)\nWhen: Wednesday 1 April 2020\nDue: Thursday 30 April 2020\nWhy this date? First working day of April 2020 (England): Wednesday 1 April.\nWhy this due date? Last working day of April 2020 (England): Thursday 30 April.\nFramework: The framework 2020-21, The service", "due": "2020-04-30", "people": "[[\"Anna Bell\", null]]", "title": "File Audit", "done": null}, "why": []}, {"kind": "new", "uid": "2020-04-peer-audit@qa.example.gov.uk", "before": null, "after": {"uid": "2020-04-peer-audit@qa.example.gov.uk", "sequence": 0, "stamp": "2020-03-30T09:00:00Z", "start": "2020-04-01", "end": "2020-04-01", "at": null, "minutes": 0, "feeds": "[\"anna-bell\", \"cem-dora\"]", "summary": "Peer Audit - Anna Bell, Cem Dora", "digest": "b54e04e7b1853b151cce5575ff03474d77bff56bcd495578673ca330b3d8d9fc", "live": true, "description": "Purpose: To share good practice.\nWho: Anna Bell (Manager) and Cem Dora (Auditor)\nWhen: Wednesday 1 April 2020\nDue: Thursday 30 April 2020\nWhy this date? First working day of April 2020 (England): Wednesday 1 April.\nWhy this due date? Last working day of April 2020 (England): Thursday 30 April.\nFramework: The framework 2020-21, The service", "due": "2020-04-30", "people": "[[\"Anna Bell\", null], [\"Cem Dora\", null]]", "title": "Peer Audit", "done": null}, "why": []}, {"kind": "new", "uid": "2020-05-file-audit@qa.example.gov.uk", "before": null, "after": {"uid": "2020-05-file-audit@qa.example.gov.uk", "sequence": 0, "stamp": "2020-03-30T09:00:00Z", "start": "2020-05-01", "end": "2020-05-01", "at": null, "minutes": 0, "feeds": "[\"anna-bell\"]", "summary": "File Audit - Anna Bell", "digest": "b42985b63075658e887ffb47ae383f75a24de7999b97094b1852bea6a6047d6c", "live": true, "description": "Purpose: To see that files are in order.\nWho: Anna Bell (Manager)\nWhen: Friday 1 May 2020\nDue: Friday 29 May 2020\nWhy this date? First working day of May 2020 (England): Friday 1 May.\nWhy this due date? Last working day of May 2020 (England): not 30\u201331 May (weekend), then Friday 29 May.\nFramework: The framework 2020-21, The service", "due": "2020-05-29", "people": "[[\"Anna Bell\", null]]", "title": "File Audit", "done": null}, "why": []}]','2020-03-30','{"config.yaml": "bc099eb19ea037d6aebed43427f05b8c228a2988f200782d34295c03230ab7c3", "framework.yaml": "9f3dbe303277dd129f72f83a94efd796d52f8e71741979e3c887c650fff30576", "changes.html.j2": "5c9df80b1e35a342d3b18f609eb75b2b8cf394d4108959bb15559afc29da78b6", "changes.subject.j2": "c1bc2baa1669bfe477e6d4e1bd5430efd0b3707c190bf790f22c168c3ff8f417", "changes.txt.j2": "ef3f3e3d305667e0766dd9295bdbc013c170e027baf78a925a41612273f5993f", "changes.words.j2": "1a34beec6b747b22a3b7225588f75d4b5823483155006bd6a4daa0160b8e581d", "closing.txt.j2": "92388a3696fc8f79b927768dae86668d8261fb13be3f05bfeadb3650fe4f9ec4", "digest.html.j2": "b3101e6afd5ec652ed5e50badbd2c5354b3192caa04db47e43e1319358118e8a", "digest.subject.j2": "a659076b1d0de8324bab3e31d4aa035ee0591dae8a39ffd4f636933b9a7267fd", "digest.txt.j2": "9423b121b1d298af50453ca80683280015a6bf39fd41f52553467befadcb62d8", "digest.words.j2": "ad2525e74d8c19df40d77589699e2a799b1e534f984f6ff19bec24fa9d3d59d3", "due.html.j2": "938df48b2ea3df21c4fa8a1c1590247fa0306b1fdfcf3d67629228b92197b898", "due.subject.j2": "2f49c9adcf487296eb166aa96496e1032510d46017a5ed82f5ed461cb59cd801", "due.txt.j2": "be723393e61a7beb01eaa6a74013f341a7712938ae47b523f6098acb8fd32770", "event.description.j2": "f5dca1d0442fa136eda08231ef3941cb67198fdc4023aa9e457345ac4eff632b", "event.summary.j2": "c38ed5c976fa6bb84a9f1fba8194e2a84f3140742e5e4ac90b21684e9d3454aa", "overdue.html.j2": "334a2c11700b80564603cbc4925bbf71be17b2f86ae6d14cd1f4c6edd2eded66", "overdue.subject.j2": "1d45e44a27ba0bf42370f59480e536ea7e6e48be27ccdae39bf3ec1afcb3da0b", "overdue.txt.j2": "014ee62bace5df6d3b85b3c084340830b15e60464e52a7bfa2c13ace5e0f2327", "page.html.j2": "1241636bde6f82c8283c94824e778ab2350b035a6d4de4b988c4138cab9e96cc", "parts.html.j2": "d3e1b03920291515874ec3ecebc60f9746a02788ff0ecfbc16b24b8b7b228ab2", "reminder.html.j2": "037372b52cc8556915622420e3e0f37fa69f6f92d44b4fada0843f5900b6067c", "reminder.subject.j2": "222ee7b7e4bfd0c5725361f5e15bef7db3b280ce4dd134c79216482c96d87ba5", "reminder.txt.j2": "c82897005a7bb1bf025e4774062d063b6b81cff9f41e729de4038b1fd5861965", "task.html.j2": "85a8775cd921d559345620ca0131cf017ef1a3d1d47b784867f04a46136833dc", "task.txt.j2": "948ad988d5377bd62d15e814ba7eb7ec7b11dbaf5972fe0a8bcb35c48567914b"}','["anna-bell.ics", "cem-dora.ics", "team.ics"]',0,NULL);
INSERT INTO "builds" VALUES('qa.example.gov.uk',2,'2020-03-31T09:00:00Z','[{"kind": "reassigned", "uid": "2020-05-file-audit@qa.example.gov.uk", "before": {"uid": "2020-05-file-audit@qa.example.gov.uk", "sequence": 0, "stamp": "2020-03-30T09:00:00Z", "start": "2020-05-01", "end": "2020-05-01", "at": null, "minutes": 0, "feeds": "[\"anna-bell\"]", "summary": "File Audit - Anna Bell", "digest": "b42985b63075658e887ffb47ae383f75a24de7999b97094b1852bea6a6047d6c", "live": true, "description": "Purpose: To see that files are in order.\nWho: Anna Bell (Manager)\nWhen: Friday 1 May 2020\nDue: Friday 29 May 2020\nWhy this date? First working day of May 2020 (England): Friday 1 May.\nWhy this due date? Last working day of May 2020 (England): not 30\u201331 May (weekend), then Friday 29 May.\nFramework: The framework 2020-21, The service", "due": "2020-05-29", "people": "[[\"Anna Bell\", null]]", "title": "File Audit", "done": null}, "after": {"uid": "2020-05-file-audit@qa.example.gov.uk", "sequence": 1, "stamp": "2020-03-31T09:00:00Z", "start": "2020-05-01", "end": "2020-05-01", "at": null, "minutes": 0, "feeds": "[\"cem-dora\"]", "summary": "File Audit - Cem Dora", "digest": "8779e8481f8eecb7c686511064373e8af91128e7c951d670211b4aca3b5f7f11", "live": true, "description": "Purpose: To see that files are in order.\nWho: Cem Dora (Auditor)\nWhen: Friday 1 May 2020\nDue: Friday 29 May 2020\nWhy this date? First working day of May 2020 (England): Friday 1 May.\nWhy this due date? Last working day of May 2020 (England): not 30\u201331 May (weekend), then Friday 29 May.\nFramework: The framework 2020-21, The service", "due": "2020-05-29", "people": "[[\"Cem Dora\", null]]", "title": "File Audit", "done": null}, "why": ["the work of Anna Bell goes to Cem Dora from Friday 1 May 2020"]}]','2020-03-31','{"config.yaml": "168180414388061a8bfb631dc84f8e92897026dce67fa106590a2e59ad4ec076", "framework.yaml": "9f3dbe303277dd129f72f83a94efd796d52f8e71741979e3c887c650fff30576", "changes.html.j2": "5c9df80b1e35a342d3b18f609eb75b2b8cf394d4108959bb15559afc29da78b6", "changes.subject.j2": "c1bc2baa1669bfe477e6d4e1bd5430efd0b3707c190bf790f22c168c3ff8f417", "changes.txt.j2": "ef3f3e3d305667e0766dd9295bdbc013c170e027baf78a925a41612273f5993f", "changes.words.j2": "1a34beec6b747b22a3b7225588f75d4b5823483155006bd6a4daa0160b8e581d", "closing.txt.j2": "92388a3696fc8f79b927768dae86668d8261fb13be3f05bfeadb3650fe4f9ec4", "digest.html.j2": "b3101e6afd5ec652ed5e50badbd2c5354b3192caa04db47e43e1319358118e8a", "digest.subject.j2": "a659076b1d0de8324bab3e31d4aa035ee0591dae8a39ffd4f636933b9a7267fd", "digest.txt.j2": "9423b121b1d298af50453ca80683280015a6bf39fd41f52553467befadcb62d8", "digest.words.j2": "ad2525e74d8c19df40d77589699e2a799b1e534f984f6ff19bec24fa9d3d59d3", "due.html.j2": "938df48b2ea3df21c4fa8a1c1590247fa0306b1fdfcf3d67629228b92197b898", "due.subject.j2": "2f49c9adcf487296eb166aa96496e1032510d46017a5ed82f5ed461cb59cd801", "due.txt.j2": "be723393e61a7beb01eaa6a74013f341a7712938ae47b523f6098acb8fd32770", "event.description.j2": "f5dca1d0442fa136eda08231ef3941cb67198fdc4023aa9e457345ac4eff632b", "event.summary.j2": "c38ed5c976fa6bb84a9f1fba8194e2a84f3140742e5e4ac90b21684e9d3454aa", "overdue.html.j2": "334a2c11700b80564603cbc4925bbf71be17b2f86ae6d14cd1f4c6edd2eded66", "overdue.subject.j2": "1d45e44a27ba0bf42370f59480e536ea7e6e48be27ccdae39bf3ec1afcb3da0b", "overdue.txt.j2": "014ee62bace5df6d3b85b3c084340830b15e60464e52a7bfa2c13ace5e0f2327", "page.html.j2": "1241636bde6f82c8283c94824e778ab2350b035a6d4de4b988c4138cab9e96cc", "parts.html.j2": "d3e1b03920291515874ec3ecebc60f9746a02788ff0ecfbc16b24b8b7b228ab2", "reminder.html.j2": "037372b52cc8556915622420e3e0f37fa69f6f92d44b4fada0843f5900b6067c", "reminder.subject.j2": "222ee7b7e4bfd0c5725361f5e15bef7db3b280ce4dd134c79216482c96d87ba5", "reminder.txt.j2": "c82897005a7bb1bf025e4774062d063b6b81cff9f41e729de4038b1fd5861965", "task.html.j2": "85a8775cd921d559345620ca0131cf017ef1a3d1d47b784867f04a46136833dc", "task.txt.j2": "948ad988d5377bd62d15e814ba7eb7ec7b11dbaf5972fe0a8bcb35c48567914b"}','["anna-bell.ics", "cem-dora.ics", "team.ics"]',0,NULL);
CREATE TABLE calendars (
	calendar_id VARCHAR(250) NOT NULL, 
	number INTEGER NOT NULL, 
	floor INTEGER NOT NULL, 
	told INTEGER, 
	unsure VARCHAR(10), 
	PRIMARY KEY (calendar_id)
);
INSERT INTO "calendars" VALUES('qa.example.gov.uk',2,0,2,NULL);
CREATE TABLE completions (
	id INTEGER NOT NULL, 
	calendar_id VARCHAR(250) NOT NULL, 
	uid VARCHAR(250) NOT NULL, 
	recorded VARCHAR(20) NOT NULL, 
	undone BOOLEAN NOT NULL, 
	done_on VARCHAR(10), 
	done_by TEXT NOT NULL, 
	workers TEXT NOT NULL, 
	title TEXT NOT NULL, 
	due VARCHAR(10), 
	PRIMARY KEY (id)
);
INSERT INTO "completions" VALUES(1,'qa.example.gov.uk','2020-04-file-audit@qa.example.gov.uk','2020-04-06T09:00:00Z',0,'2020-04-06','["Anna Bell"]','[["Anna Bell", null]]','File Audit','2020-04-30');
CREATE TABLE feeds (
	calendar_id VARCHAR(250) NOT NULL, 
	name VARCHAR(250) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	PRIMARY KEY (calendar_id, name)
);
INSERT INTO "feeds" VALUES('qa.example.gov.uk','anna-bell.ics','3d8e66ce6493d83f9637e1175715db0079905081d751f46a908f19d6fc85c6b5');
INSERT INTO "feeds" VALUES('qa.example.gov.uk','cem-dora.ics','2fb45161bb9c9a78cfd901596948dbe753606445d1b21a79c88b251e24049a01');
INSERT INTO "feeds" VALUES('qa.example.gov.uk','team.ics','98536b198b9c4265432f12f3816a855664ff5893f1f1829a0173f68d072bb425');
CREATE TABLE forgotten (
	calendar_id VARCHAR(250) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	PRIMARY KEY (calendar_id, digest)
);
CREATE TABLE mail (
	calendar_id VARCHAR(250) NOT NULL, 
	person VARCHAR(250) NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	period VARCHAR(300) NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	revision INTEGER NOT NULL, 
	tries INTEGER NOT NULL, 
	at VARCHAR(20) NOT NULL, 
	not_before VARCHAR(20), 
	sender VARCHAR(250), 
	name TEXT NOT NULL, 
	address TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	detail TEXT NOT NULL, 
	settled TEXT, 
	history TEXT, 
	PRIMARY KEY (calendar_id, person, kind, period)
);
INSERT INTO "mail" VALUES('qa.example.gov.uk','anna-bell','news','2','planned',0,0,'2020-03-31T09:00:00Z',NULL,NULL,'Anna Bell','anna@example.gov.uk','Your QA work has changed: 1 gone from you','',NULL,NULL);
INSERT INTO "mail" VALUES('qa.example.gov.uk','cem-dora','news','2','planned',0,0,'2020-03-31T09:00:00Z',NULL,NULL,'Cem Dora','cem@example.gov.uk','Your QA work has changed: 1 new to you','',NULL,NULL);
INSERT INTO "mail" VALUES('qa.example.gov.uk','anna-bell','reminder','2020-W15','sent',0,0,'2020-04-06T09:00:00Z',NULL,NULL,'Anna Bell','anna@example.gov.uk','Your QA work under way and coming up, in the week of Monday 6 April','250 OK',NULL,NULL);
INSERT INTO "mail" VALUES('qa.example.gov.uk','cem-dora','reminder','2020-W15','sent',0,0,'2020-04-06T09:00:00Z',NULL,NULL,'Cem Dora','cem@example.gov.uk','Your QA work under way and coming up, in the week of Monday 6 April','250 OK',NULL,NULL);
CREATE TABLE revisions (
	calendar_id VARCHAR(250) NOT NULL, 
	uid VARCHAR(250) NOT NULL, 
	sequence INTEGER NOT NULL, 
	stamp VARCHAR(20) NOT NULL, 
	start VARCHAR(10) NOT NULL, 
	"end" VARCHAR(10) NOT NULL, 
	at VARCHAR(5), 
	minutes INTEGER NOT NULL, 
	feeds TEXT NOT NULL, 
	summary TEXT NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	live BOOLEAN NOT NULL, 
	description TEXT, 
	due VARCHAR(10), 
	people TEXT, 
	title TEXT, 
	done VARCHAR(10), 
	PRIMARY KEY (calendar_id, uid)
);
INSERT INTO "revisions" VALUES('qa.example.gov.uk','2020-04-file-audit@qa.example.gov.uk',0,'2020-03-30T09:00:00Z','2020-04-01','2020-04-01',NULL,0,'["anna-bell"]','File Audit - Anna Bell','9d278d770e983e339c798c828cc1c50faa2ba96e1f77eb450aeabf5d03e7d767',1,'Purpose: To see that files are in order.
Who: Anna Bell (Manager)
When: Wednesday 1 April 2020
Due: Thursday 30 April 2020
Why this date? First working day of April 2020 (England): Wednesday 1 April.
Why this due date? Last working day of April 2020 (England): Thursday 30 April.
Framework: The framework 2020-21, The service','2020-04-30','[["Anna Bell", null]]','File Audit',NULL);
INSERT INTO "revisions" VALUES('qa.example.gov.uk','2020-04-peer-audit@qa.example.gov.uk',0,'2020-03-30T09:00:00Z','2020-04-01','2020-04-01',NULL,0,'["anna-bell", "cem-dora"]','Peer Audit - Anna Bell, Cem Dora','b54e04e7b1853b151cce5575ff03474d77bff56bcd495578673ca330b3d8d9fc',1,'Purpose: To share good practice.
Who: Anna Bell (Manager) and Cem Dora (Auditor)
When: Wednesday 1 April 2020
Due: Thursday 30 April 2020
Why this date? First working day of April 2020 (England): Wednesday 1 April.
Why this due date? Last working day of April 2020 (England): Thursday 30 April.
Framework: The framework 2020-21, The service','2020-04-30','[["Anna Bell", null], ["Cem Dora", null]]','Peer Audit',NULL);
INSERT INTO "revisions" VALUES('qa.example.gov.uk','2020-05-file-audit@qa.example.gov.uk',1,'2020-03-31T09:00:00Z','2020-05-01','2020-05-01',NULL,0,'["cem-dora"]','File Audit - Cem Dora','8779e8481f8eecb7c686511064373e8af91128e7c951d670211b4aca3b5f7f11',1,'Purpose: To see that files are in order.
Who: Cem Dora (Auditor)
When: Friday 1 May 2020
Due: Friday 29 May 2020
Why this date? First working day of May 2020 (England): Friday 1 May.
Why this due date? Last working day of May 2020 (England): not 30–31 May (weekend), then Friday 29 May.
Framework: The framework 2020-21, The service','2020-05-29','[["Cem Dora", null]]','File Audit',NULL);
CREATE TABLE senders (
	name VARCHAR(250) NOT NULL, 
	until BIGINT NOT NULL, 
	PRIMARY KEY (name)
);
COMMIT;
