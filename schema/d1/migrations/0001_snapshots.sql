CREATE TABLE `snapshot_pieces` (
	`hash` text PRIMARY KEY NOT NULL,
	`packed` blob NOT NULL
);
--> statement-breakpoint
CREATE TABLE `snapshots` (
	`hash` text PRIMARY KEY NOT NULL,
	`manifest` text NOT NULL,
	`sandbox_id` text,
	`title` text NOT NULL,
	`origin` text NOT NULL,
	`taken_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `snapshots_by_sandbox` ON `snapshots` (`sandbox_id`,`taken_at`);--> statement-breakpoint
ALTER TABLE `sandboxes` ADD `archived_at` integer;--> statement-breakpoint
ALTER TABLE `sandboxes` ADD `snapshot_hash` text;