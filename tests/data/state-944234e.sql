BEGIN TRANSACTION;
CREATE TABLE about (
	schema_version INTEGER NOT NULL, 
	floor INTEGER, 
	told INTEGER, 
	unsure BOOLEAN
);
INSERT INTO "about" VALUES(3,0,2,NULL);
CREATE TABLE builds (
	id INTEGER NOT NULL, 
	at VARCHAR(20) NOT NULL, 
	changes TEXT NOT NULL, 
	day VARCHAR(10), 
	inputs TEXT, 
	files TEXT, 
	forced BOOLEAN, 
	PRIMARY KEY (id)
);
INSERT INTO "builds" VALUES(1,'2020-03-30T09:00:00Z','[{"kind": "new", "uid": "2020-04-file-audit@qa.example.gov.uk", "before": null, "after": {"uid": "2020-04-file-audit@qa.example.gov.uk", "sequence": 0, "stamp": "2020-03-30T09:00:00Z", "start": "2020-04-01", "end": "2020-04-01", "at": null, "minutes": 0, "feeds": "[\"anna-bell\"]", "summary": "File Audit - Anna Bell", "digest": "9d278d770e983e339c798c828cc1c50faa2ba96e1f77eb450aeabf5d03e7d767", "live": true, "description": "Purpose: To see that files are in order.\nWho: Anna Bell (Manager)\nWhen: Wednesday 1 April 2020\nDue: Thursday 30 April 2020\nWhy this date? First working day of April 2020 (England): Wednesday 1 April.\nWhy this due date? Last working day of April 2020 (England): Thursday 30 April.\nFramework: The framework 2020-21, The service", "due": "2020-04-30", "people": "[[\"Anna Bell\", null]]", "title": "File Audit"}, "why": []}, {"kind": "new", "uid": "2020-04-peer-audit@qa.example.gov.uk", "before": null, "after": {"uid": "2020-04-peer-audit@qa.example.gov.uk", "sequence": 0, "stamp": "2020-03-30T09:00:00Z", "start": "2020-04-01", "end": "2020-04-01", "at": null, "minutes": 0, "feeds": "[\"anna-bell\", \"cem-dora\"]", "summary": "Peer Audit - Anna Bell, Cem Dora", "digest": "b54e04e7b1853b151cce5575ff03474d77bff56bcd495578673ca330b3d8d9fc", "live": true, "description": "Purpose: To share good practice.\nWho: Anna Bell (Manager) and Cem Dora (Auditor)\nWhen: Wednesday 1 April 2020\nDue: Thursday 30 April 2020\nWhy this date? First working day of April 2020 (England): Wednesday 1 April.\nWhy this due date? Last working day of April 2020 (England): Thursday 30 April.\nFramework: The framework 2020-21, The service", "due": "2020-04-30", "people": "[[\"Anna Bell\", null], [\"Cem Dora\", null]]", "title": "Peer Audit"}, "why": []}, {"kind": "new", "uid": "2020-05-file-audit@qa.example.gov.uk", "before": null, "after": {"uid": "2020-05-file-audit@qa.example.gov.uk", "sequence": 0, "stamp": "2020-03-30T09:00:00Z", "start": "2020-05-01", "end": "2020-05-01", "at": null, "minutes": 0, "feeds": "[\"anna-bell\"]", "summary": "File Audit - Anna Bell", "digest": "b42985b63075658e887ffb47ae383f75a24de7999b97094b1852bea6a6047d6c", "live": true, "description": "Purpose: To see that files are in order.\nWho: Anna Bell (Manager)\nWhen: Friday 1 May 2020\nDue: Friday 29 May 2020\nWhy this date? First working day of May 2020 (England): Friday 1 May.\nWhy this due date? Last working day of May 2020 (England): not 30\u201331 May (weekend), then Friday 29 May.\nFramework: The framework 2020-21, The service", "due": "2020-05-29", "people": "[[\"Anna Bell\", null]]", "title": "File Audit"}, "why": []}]','2020-03-30','{"config.yaml": "e78ef182103ba73164a5636cdfcc79393e852565dcedf5489cf5b8f5cef77f6e", "framework.yaml": "9f3dbe303277dd129f72f83a94efd796d52f8e71741979e3c887c650fff30576", "changes.html.j2": "f2136d66fa4b8ea972ce9e88ad7c6b4eba0f9f775065bc4abe81c4bc6ccc4bb4", "changes.subject.j2": "c1bc2baa1669bfe477e6d4e1bd5430efd0b3707c190bf790f22c168c3ff8f417", "changes.txt.j2": "f5804f806cf1916c1c72f94ca5f8e0445abe7ee5799558a0d1a0b5bce2d89e23", "changes.words.j2": "1a34beec6b747b22a3b7225588f75d4b5823483155006bd6a4daa0160b8e581d", "closing.txt.j2": "92388a3696fc8f79b927768dae86668d8261fb13be3f05bfeadb3650fe4f9ec4", "event.description.j2": "32f50d875c57b1243933b8eb5d94fc23993dbe00d7afd433d11ffba945e22864", "event.summary.j2": "fd3ff538679aa283ad0ce52055abfa0c6aaaa058f85c0f2527068df18eb192e7", "page.html.j2": "1241636bde6f82c8283c94824e778ab2350b035a6d4de4b988c4138cab9e96cc", "parts.html.j2": "4e7a9004366e4da7b65ab0f4de6c364d428d4fe2b34f32bd303fac3c0df80769", "reminder.html.j2": "a328acee0882cbd9d72a67260d0d498604c731f4398ffc731b1faab1d0086989", "reminder.subject.j2": "b88c403c1b7e1ef2910a93c2357c882af3555d8af77aa6cebb3513d8a4df90da", "reminder.txt.j2": "1535375b15be841c57f7d8e96cbc81d91c58176266be1b98dc2b249a030097ad"}','["anna-bell.ics", "cem-dora.ics", "team.ics"]',0);
INSERT INTO "builds" VALUES(2,'2020-03-31T09:00:00Z','[{"kind": "reassigned", "uid": "2020-05-file-audit@qa.example.gov.uk", "before": {"uid": "2020-05-file-audit@qa.example.gov.uk", "sequence": 0, "stamp": "2020-03-30T09:00:00Z", "start": "2020-05-01", "end": "2020-05-01", "at": null, "minutes": 0, "feeds": "[\"anna-bell\"]", "summary": "File Audit - Anna Bell", "digest": "b42985b63075658e887ffb47ae383f75a24de7999b97094b1852bea6a6047d6c", "live": true, "description": "Purpose: To see that files are in order.\nWho: Anna Bell (Manager)\nWhen: Friday 1 May 2020\nDue: Friday 29 May 2020\nWhy this date? First working day of May 2020 (England): Friday 1 May.\nWhy this due date? Last working day of May 2020 (England): not 30\u201331 May (weekend), then Friday 29 May.\nFramework: The framework 2020-21, The service", "due": "2020-05-29", "people": "[[\"Anna Bell\", null]]", "title": "File Audit"}, "after": {"uid": "2020-05-file-audit@qa.example.gov.uk", "sequence": 1, "stamp": "2020-03-31T09:00:00Z", "start": "2020-05-01", "end": "2020-05-01", "at": null, "minutes": 0, "feeds": "[\"cem-dora\"]", "summary": "File Audit - Cem Dora", "digest": "8779e8481f8eecb7c686511064373e8af91128e7c951d670211b4aca3b5f7f11", "live": true, "description": "Purpose: To see that files are in order.\nWho: Cem Dora (Auditor)\nWhen: Friday 1 May 2020\nDue: Friday 29 May 2020\nWhy this date? First working day of May 2020 (England): Friday 1 May.\nWhy this due date? Last working day of May 2020 (England): not 30\u201331 May (weekend), then Friday 29 May.\nFramework: The framework 2020-21, The service", "due": "2020-05-29", "people": "[[\"Cem Dora\", null]]", "title": "File Audit"}, "why": ["the work of Anna Bell goes to Cem Dora from Friday 1 May 2020"]}]','2020-03-31','{"config.yaml": "659e66dc23e0dc2285749940819ef289db42f104feab119c51e8605c3e417b81", "framework.yaml": "9f3dbe303277dd129f72f83a94efd796d52f8e71741979e3c887c650fff30576", "changes.html.j2": "f2136d66fa4b8ea972ce9e88ad7c6b4eba0f9f775065bc4abe81c4bc6ccc4bb4", "changes.subject.j2": "c1bc2baa1669bfe477e6d4e1bd5430efd0b3707c190bf790f22c168c3ff8f417", "changes.txt.j2": "f5804f806cf1916c1c72f94ca5f8e0445abe7ee5799558a0d1a0b5bce2d89e23", "changes.words.j2": "1a34beec6b747b22a3b7225588f75d4b5823483155006bd6a4daa0160b8e581d", "closing.txt.j2": "92388a3696fc8f79b927768dae86668d8261fb13be3f05bfeadb3650fe4f9ec4", "event.description.j2": "32f50d875c57b1243933b8eb5d94fc23993dbe00d7afd433d11ffba945e22864", "event.summary.j2": "fd3ff538679aa283ad0ce52055abfa0c6aaaa058f85c0f2527068df18eb192e7", "page.html.j2": "1241636bde6f82c8283c94824e778ab2350b035a6d4de4b988c4138cab9e96cc", "parts.html.j2": "4e7a9004366e4da7b65ab0f4de6c364d428d4fe2b34f32bd303fac3c0df80769", "reminder.html.j2": "a328acee0882cbd9d72a67260d0d498604c731f4398ffc731b1faab1d0086989", "reminder.subject.j2": "b88c403c1b7e1ef2910a93c2357c882af3555d8af77aa6cebb3513d8a4df90da", "reminder.txt.j2": "1535375b15be841c57f7d8e96cbc81d91c58176266be1b98dc2b249a030097ad"}','["anna-bell.ics", "cem-dora.ics", "team.ics"]',0);
CREATE TABLE completions (
	id INTEGER NOT NULL, 
	uid VARCHAR(250) NOT NULL, 
	recorded VARCHAR(20) NOT NULL, 
	undone BOOLEAN NOT NULL, 
	"on" VARCHAR(10), 
	done_by TEXT NOT NULL, 
	workers TEXT NOT NULL, 
	title TEXT NOT NULL, 
	due VARCHAR(10), 
	PRIMARY KEY (id)
);
CREATE TABLE feeds (
	name VARCHAR(250) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "feeds" VALUES('cem-dora.ics','2fb45161bb9c9a78cfd901596948dbe753606445d1b21a79c88b251e24049a01');
INSERT INTO "feeds" VALUES('anna-bell.ics','3d8e66ce6493d83f9637e1175715db0079905081d751f46a908f19d6fc85c6b5');
INSERT INTO "feeds" VALUES('team.ics','98536b198b9c4265432f12f3816a855664ff5893f1f1829a0173f68d072bb425');
CREATE TABLE mail (
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
	PRIMARY KEY (person, kind, period)
);
CREATE TABLE revisions (
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
	PRIMARY KEY (uid)
);
INSERT INTO "revisions" VALUES('2020-04-file-audit@qa.example.gov.uk',0,'2020-03-30T09:00:00Z','2020-04-01','2020-04-01',NULL,0,'["anna-bell"]','File Audit - Anna Bell','9d278d770e983e339c798c828cc1c50faa2ba96e1f77eb450aeabf5d03e7d767',1,'Purpose: To see that files are in order.
Who: Anna Bell (Manager)
When: Wednesday 1 April 2020
Due: Thursday 30 April 2020
Why this date? First working day of April 2020 (England): Wednesday 1 April.
Why this due date? Last working day of April 2020 (England): Thursday 30 April.
Framework: The framework 2020-21, The service','2020-04-30','[["Anna Bell", null]]','File Audit',NULL);
INSERT INTO "revisions" VALUES('2020-04-peer-audit@qa.example.gov.uk',0,'2020-03-30T09:00:00Z','2020-04-01','2020-04-01',NULL,0,'["anna-bell", "cem-dora"]','Peer Audit - Anna Bell, Cem Dora','b54e04e7b1853b151cce5575ff03474d77bff56bcd495578673ca330b3d8d9fc',1,'Purpose: To share good practice.
Who: Anna Bell (Manager) and Cem Dora (Auditor)
When: Wednesday 1 April 2020
Due: Thursday 30 April 2020
Why this date? First working day of April 2020 (England): Wednesday 1 April.
Why this due date? Last working day of April 2020 (England): Thursday 30 April.
Framework: The framework 2020-21, The service','2020-04-30','[["Anna Bell", null], ["Cem Dora", null]]','Peer Audit',NULL);
INSERT INTO "revisions" VALUES('2020-05-file-audit@qa.example.gov.uk',1,'2020-03-31T09:00:00Z','2020-05-01','2020-05-01',NULL,0,'["cem-dora"]','File Audit - Cem Dora','8779e8481f8eecb7c686511064373e8af91128e7c951d670211b4aca3b5f7f11',1,'Purpose: To see that files are in order.
Who: Cem Dora (Auditor)
When: Friday 1 May 2020
Due: Friday 29 May 2020
Why this date? First working day of May 2020 (England): Friday 1 May.
Why this due date? Last working day of May 2020 (England): not 30–31 May (weekend), then Friday 29 May.
Framework: The framework 2020-21, The service','2020-05-29','[["Cem Dora", null]]','File Audit',NULL);
COMMIT;
