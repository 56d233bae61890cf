-- CreateEnum
CREATE TYPE "BulkRunStatus" AS ENUM ('QUEUED', 'RUNNING', 'DONE', 'CANCELLED');

-- CreateEnum
CREATE TYPE "BulkItemResult" AS ENUM ('PENDING', 'CHANGED', 'UNCHANGED', 'SKIPPED');

-- CreateTable
CREATE TABLE "audit_seals" (
    "number" INTEGER NOT NULL,
    "from_at" TIMESTAMPTZ(6) NOT NULL,
    "from_id" UUID NOT NULL,
    "to_at" TIMESTAMPTZ(6) NOT NULL,
    "to_id" UUID NOT NULL,
    "rows" INTEGER NOT NULL,
    "row_marks" BYTEA NOT NULL,
    "content" BYTEA NOT NULL,
    "previous" BYTEA NOT NULL,
    "seal" BYTEA NOT NULL,
    "sealed_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_seals_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "bulk_runs" (
    "id" UUID NOT NULL,
    "action" TEXT NOT NULL,
    "parameters" JSONB NOT NULL,
    "selection" JSONB NOT NULL,
    "status" "BulkRunStatus" NOT NULL DEFAULT 'QUEUED',
    "total" INTEGER NOT NULL DEFAULT 0,
    "changed" INTEGER NOT NULL DEFAULT 0,
    "unchanged" INTEGER NOT NULL DEFAULT 0,
    "skipped" INTEGER NOT NULL DEFAULT 0,
    "started_by_id" UUID NOT NULL,
    "started_by_label" TEXT NOT NULL,
    "ip" TEXT,
    "user_agent" TEXT,
    "request_id" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(6),
    "progressed_at" TIMESTAMPTZ(6),
    "finished_at" TIMESTAMPTZ(6),
    "reached_id" UUID,
    "cancel_requested_at" TIMESTAMPTZ(6),
    "cancelled_by_label" TEXT NOT NULL DEFAULT '',
    "undo_of_id" UUID,

    CONSTRAINT "bulk_runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bulk_run_items" (
    "run_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "label" TEXT NOT NULL,
    "result" "BulkItemResult" NOT NULL DEFAULT 'PENDING',
    "reason" TEXT NOT NULL DEFAULT '',
    "before" JSONB,
    "version_after" INTEGER,

    CONSTRAINT "bulk_run_items_pkey" PRIMARY KEY ("run_id","user_id")
);

-- CreateTable
CREATE TABLE "saved_views" (
    "id" UUID NOT NULL,
    "list" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "search" TEXT NOT NULL,
    "owner_id" UUID NOT NULL,
    "shared_role_id" UUID,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "saved_views_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "settings" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "changed_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_by_id" UUID,
    "changed_by_label" TEXT NOT NULL DEFAULT '',
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "bulk_runs_created_at_id_idx" ON "bulk_runs"("created_at", "id");

-- CreateIndex
CREATE INDEX "bulk_runs_started_by_id_created_at_id_idx" ON "bulk_runs"("started_by_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "bulk_runs_undo_of_id_idx" ON "bulk_runs"("undo_of_id");

-- CreateIndex
CREATE INDEX "bulk_run_items_run_id_result_user_id_idx" ON "bulk_run_items"("run_id", "result", "user_id");

-- CreateIndex
CREATE INDEX "saved_views_owner_id_idx" ON "saved_views"("owner_id");

-- CreateIndex
CREATE INDEX "saved_views_shared_role_id_idx" ON "saved_views"("shared_role_id");

-- AddForeignKey
ALTER TABLE "bulk_runs" ADD CONSTRAINT "bulk_runs_undo_of_id_fkey" FOREIGN KEY ("undo_of_id") REFERENCES "bulk_runs"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bulk_run_items" ADD CONSTRAINT "bulk_run_items_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "bulk_runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_shared_role_id_fkey" FOREIGN KEY ("shared_role_id") REFERENCES "roles"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Saved views: one name once per person and list. Undoing: one at a time.
CREATE UNIQUE INDEX "saved_views_owner_name_key" ON "saved_views" ("owner_id", "list", lower("name"));
CREATE UNIQUE INDEX "bulk_runs_one_undo_key" ON "bulk_runs" ("undo_of_id") WHERE "status" IN ('QUEUED', 'RUNNING');

-- The audit log by months, so that old ones can be let go as a whole. A partitioned table cannot be made of a plain one: rows are copied once.
ALTER TABLE "audit_events" RENAME TO "audit_events_before";
ALTER TABLE "audit_events_before" RENAME CONSTRAINT "audit_events_pkey" TO "audit_events_before_pkey";
ALTER INDEX "audit_events_at_id_idx" RENAME TO "audit_events_before_at_id_idx";
ALTER INDEX "audit_events_target_type_target_id_at_id_idx" RENAME TO "audit_events_before_target_idx";
ALTER INDEX "audit_events_actor_id_at_id_idx" RENAME TO "audit_events_before_actor_idx";
CREATE TABLE "audit_events" (LIKE "audit_events_before" INCLUDING DEFAULTS) PARTITION BY RANGE ("at");
ALTER TABLE "audit_events" ADD CONSTRAINT "audit_events_pkey" PRIMARY KEY ("at", "id");
CREATE INDEX "audit_events_id_idx" ON "audit_events" ("id");
CREATE INDEX "audit_events_event_at_id_idx" ON "audit_events" ("event", "at", "id");
CREATE INDEX "audit_events_target_type_target_id_at_id_idx" ON "audit_events" ("target_type", "target_id", "at", "id");
CREATE INDEX "audit_events_actor_id_at_id_idx" ON "audit_events" ("actor_id", "at", "id");
CREATE INDEX "audit_events_ip_at_id_idx" ON "audit_events" ("ip", "at", "id") WHERE "ip" IS NOT NULL;
CREATE INDEX "audit_events_refused_idx" ON "audit_events" ("at", "id") WHERE "outcome" = 'refused';
CREATE INDEX "audit_events_refused_event_idx" ON "audit_events" ("event", "at", "id") WHERE "outcome" = 'refused';
CREATE INDEX "audit_events_correlation_id_at_id_idx" ON "audit_events" ("correlation_id", "at", "id");
-- What no user did, and what was not done to a user: both few beside the rest, and not to be found by an id.
CREATE INDEX "audit_events_actor_kind_idx" ON "audit_events" ("actor_kind", "at", "id") WHERE "actor_kind" <> 'user';
CREATE INDEX "audit_events_target_type_idx" ON "audit_events" ("target_type", "at", "id") WHERE "target_type" <> 'user';
CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE ON "audit_events" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_events_keep_all BEFORE TRUNCATE ON "audit_events" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Makes the partition of the month that a day lies in; true when it was not there. Rows of that month that had come to the default
-- partition, because nobody had made theirs in time, move into it unchanged: only for that, the trigger that refuses deleting sleeps.
CREATE FUNCTION add_audit_partition(p_day date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  month_start timestamp := date_trunc('month', p_day::timestamp);
  partition_name text := 'audit_events_' || to_char(month_start, 'YYYY_MM');
  from_at timestamptz := month_start AT TIME ZONE 'UTC';
  until_at timestamptz := (month_start + interval '1 month') AT TIME ZONE 'UTC';
BEGIN
  IF to_regclass(partition_name) IS NOT NULL THEN
    RETURN false;
  END IF;
  -- Strictest first: rows must not come in between looking and moving, and a lock made stricter later could deadlock.
  LOCK TABLE audit_events IN ACCESS EXCLUSIVE MODE;
  EXECUTE format('CREATE TABLE %I (LIKE audit_events INCLUDING DEFAULTS)', partition_name);
  IF EXISTS (SELECT FROM audit_events_other WHERE at >= from_at AND at < until_at) THEN
    ALTER TABLE audit_events_other DISABLE TRIGGER audit_events_append_only;
    EXECUTE format('WITH moved AS (DELETE FROM audit_events_other WHERE at >= %L AND at < %L RETURNING *) INSERT INTO %I SELECT * FROM moved',
      from_at, until_at, partition_name);
    ALTER TABLE audit_events_other ENABLE TRIGGER audit_events_append_only;
  END IF;
  EXECUTE format('ALTER TABLE audit_events ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', partition_name, from_at, until_at);
  -- Triggers for rows come from the parent, those for statements do not.
  EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', partition_name || '_keep_all', partition_name);
  RETURN true;
END $$;
CREATE TABLE "audit_events_other" PARTITION OF "audit_events" DEFAULT;
CREATE TRIGGER audit_events_other_keep_all BEFORE TRUNCATE ON "audit_events_other" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
SELECT add_audit_partition(month::date) FROM generate_series(
  coalesce((SELECT date_trunc('month', min("at") AT TIME ZONE 'UTC') FROM "audit_events_before"), date_trunc('month', now() AT TIME ZONE 'UTC')),
  date_trunc('month', now() AT TIME ZONE 'UTC') + interval '2 months', interval '1 month') AS month;
INSERT INTO "audit_events" SELECT * FROM "audit_events_before";
DROP TABLE "audit_events_before";

-- Seals are as lasting as what they seal.
CREATE TRIGGER audit_seals_append_only BEFORE UPDATE OR DELETE ON "audit_seals" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_seals_keep_all BEFORE TRUNCATE ON "audit_seals" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What the home page counts over all users is answered by an index alone: who has no password, who signed in lately, who leaves the trash soon.
DROP INDEX "users_no_password_idx";
CREATE INDEX "users_no_password_idx" ON "users" ("created_at", "id") WHERE "password_hash" IS NULL AND "status" = 'ACTIVE';
DROP INDEX "users_last_sign_in_at_id_idx";
CREATE INDEX "users_last_sign_in_at_id_idx" ON "users" ((coalesce("last_sign_in_at", '-infinity'::timestamptz)), "id") INCLUDE ("last_sign_in_at", "status");
CREATE INDEX "users_trash_idx" ON "users" ("status_changed_at", "id") WHERE "status" = 'DELETED';
