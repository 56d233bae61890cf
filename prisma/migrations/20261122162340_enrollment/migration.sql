-- CreateEnum
CREATE TYPE "PoolKind" AS ENUM ('shared', 'single_use', 'invitation');

-- CreateEnum
CREATE TYPE "PoolCertificate" AS ENUM ('none', 'on_request', 'on_approval');

-- CreateEnum
CREATE TYPE "EnrollmentSource" AS ENUM ('pool', 'invitation', 'administrator');

-- CreateEnum
CREATE TYPE "EnrollmentState" AS ENUM ('PENDING', 'APPROVED', 'REJECTED', 'WITHDRAWN', 'EXPIRED');

-- CreateEnum
CREATE TYPE "AccessRequestStatus" AS ENUM ('PENDING', 'ENROLLED', 'DISMISSED');

-- CreateEnum
CREATE TYPE "CertificateState" AS ENUM ('PENDING', 'ISSUED', 'REVOKED', 'FAILED');

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "revocation_reason" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "certificate_id" UUID;

-- AlterTable
ALTER TABLE "group_requests" ADD COLUMN     "reminded_at" TIMESTAMPTZ(6),
ADD COLUMN     "user_sort_name" TEXT COLLATE "C" NOT NULL DEFAULT '',
ADD COLUMN     "user_search_text" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "enrollment_pools" (
    "id" UUID NOT NULL,
    "kind" "PoolKind" NOT NULL DEFAULT 'shared',
    "name" TEXT NOT NULL,
    "welcome" TEXT NOT NULL DEFAULT '',
    "terms" TEXT NOT NULL DEFAULT '',
    "owner_id" UUID NOT NULL,
    "owner_label" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "expires_at" TIMESTAMPTZ(6),
    "quota" INTEGER,
    "used" INTEGER NOT NULL DEFAULT 0,
    "domains" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "email" TEXT NOT NULL DEFAULT '',
    "first_name" TEXT NOT NULL DEFAULT '',
    "last_name" TEXT NOT NULL DEFAULT '',
    "needs_approval" BOOLEAN NOT NULL DEFAULT true,
    "needs_second_approver" BOOLEAN NOT NULL DEFAULT false,
    "needs_approval_code" BOOLEAN NOT NULL DEFAULT false,
    "listed" BOOLEAN NOT NULL DEFAULT false,
    "certificate" "PoolCertificate" NOT NULL DEFAULT 'none',
    "group_id" UUID,
    "questions" JSONB NOT NULL DEFAULT '[]',
    "extra" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(6),
    "version" INTEGER NOT NULL DEFAULT 1,
    "sort_name" TEXT COLLATE "C" NOT NULL GENERATED ALWAYS AS (search_form("name")) STORED,
    "search_text" TEXT NOT NULL GENERATED ALWAYS AS (search_document("name", "email", "owner_label", '', '')) STORED,

    CONSTRAINT "enrollment_pools_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "enrollment_pool_roles" (
    "pool_id" UUID NOT NULL,
    "role_id" UUID NOT NULL,
    "reach_group_id" UUID,

    CONSTRAINT "enrollment_pool_roles_pkey" PRIMARY KEY ("pool_id","role_id")
);

-- CreateTable
CREATE TABLE "enrollment_pool_groups" (
    "pool_id" UUID NOT NULL,
    "group_id" UUID NOT NULL,

    CONSTRAINT "enrollment_pool_groups_pkey" PRIMARY KEY ("pool_id","group_id")
);

-- CreateTable
CREATE TABLE "enrollment_links" (
    "id" UUID NOT NULL,
    "pool_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "code_hash" TEXT NOT NULL,
    "sealed_code" TEXT NOT NULL,
    "single_use" BOOLEAN NOT NULL,
    "uses" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by_label" TEXT NOT NULL DEFAULT '',
    "by_mail" BOOLEAN NOT NULL DEFAULT false,
    "voided_at" TIMESTAMPTZ(6),

    CONSTRAINT "enrollment_links_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "enrollments" (
    "id" UUID NOT NULL,
    "source" "EnrollmentSource" NOT NULL,
    "state" "EnrollmentState" NOT NULL DEFAULT 'PENDING',
    "pool_id" UUID,
    "link_id" UUID,
    "group_id" UUID,
    "username" TEXT NOT NULL,
    "email" TEXT NOT NULL DEFAULT '',
    "email_confirmed_at" TIMESTAMPTZ(6),
    "first_name" TEXT NOT NULL DEFAULT '',
    "last_name" TEXT NOT NULL DEFAULT '',
    "organisation" TEXT NOT NULL DEFAULT '',
    "answers" JSONB NOT NULL DEFAULT '[]',
    "extra" JSONB NOT NULL DEFAULT '{}',
    "terms_agreed_at" TIMESTAMPTZ(6),
    "started_by_id" UUID,
    "started_by_label" TEXT NOT NULL DEFAULT '',
    "ready_at" TIMESTAMPTZ(6),
    "notified_at" TIMESTAMPTZ(6),
    "reminded_at" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "needs_second_approver" BOOLEAN NOT NULL DEFAULT false,
    "needs_approval_code" BOOLEAN NOT NULL DEFAULT false,
    "certificate" "PoolCertificate" NOT NULL DEFAULT 'none',
    "csr" TEXT NOT NULL DEFAULT '',
    "sealed_approval_code" TEXT,
    "approval_code_tries" INTEGER NOT NULL DEFAULT 0,
    "status_hash" TEXT NOT NULL,
    "sealed_status_code" TEXT NOT NULL,
    "confirmation_hash" TEXT,
    "confirmation_sent_at" TIMESTAMPTZ(6),
    "confirmations_sent" INTEGER NOT NULL DEFAULT 0,
    "first_approved_at" TIMESTAMPTZ(6),
    "first_approved_by_id" UUID,
    "first_approved_by_label" TEXT NOT NULL DEFAULT '',
    "decided_at" TIMESTAMPTZ(6),
    "decided_by_id" UUID,
    "decided_by_label" TEXT NOT NULL DEFAULT '',
    "reason" TEXT NOT NULL DEFAULT '',
    "reason_shared" BOOLEAN NOT NULL DEFAULT false,
    "note" TEXT NOT NULL DEFAULT '',
    "note_shared" BOOLEAN NOT NULL DEFAULT false,
    "user_id" UUID,
    "version" INTEGER NOT NULL DEFAULT 1,
    "sort_name" TEXT COLLATE "C" NOT NULL GENERATED ALWAYS AS (search_form(coalesce(nullif(btrim("first_name" || ' ' || "last_name"), ''), nullif("username", ''), "email"))) STORED,
    "search_text" TEXT NOT NULL GENERATED ALWAYS AS (search_document("username", "email", "first_name", "last_name", "organisation")) STORED,

    CONSTRAINT "enrollments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "enrollment_messages" (
    "id" UUID NOT NULL,
    "enrollment_id" UUID NOT NULL,
    "from_applicant" BOOLEAN NOT NULL,
    "author_id" UUID,
    "author_label" TEXT NOT NULL DEFAULT '',
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "enrollment_messages_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "access_requests" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "full_name" TEXT NOT NULL,
    "organisation" TEXT NOT NULL DEFAULT '',
    "reason" TEXT NOT NULL,
    "group_id" UUID,
    "status" "AccessRequestStatus" NOT NULL DEFAULT 'PENDING',
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "notified_at" TIMESTAMPTZ(6),
    "reminded_at" TIMESTAMPTZ(6),
    "handled_at" TIMESTAMPTZ(6),
    "handled_by_id" UUID,
    "handled_by_label" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT '',
    "note_shared" BOOLEAN NOT NULL DEFAULT false,
    "invitation_id" UUID,
    "version" INTEGER NOT NULL DEFAULT 1,
    "sort_name" TEXT COLLATE "C" NOT NULL GENERATED ALWAYS AS (search_form("full_name")) STORED,
    "search_text" TEXT NOT NULL GENERATED ALWAYS AS (search_document("email", "full_name", '', '', "organisation")) STORED,

    CONSTRAINT "access_requests_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "approver_digests" (
    "user_id" UUID NOT NULL,
    "sent_on" DATE NOT NULL,

    CONSTRAINT "approver_digests_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "login_codes" (
    "id" UUID NOT NULL,
    "selector" TEXT NOT NULL,
    "verifier_hash" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "user_label" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by_id" UUID,
    "created_by_label" TEXT NOT NULL DEFAULT '',
    "audit_meta" JSONB NOT NULL DEFAULT '{}',
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "used_at" TIMESTAMPTZ(6),
    "used_ip" TEXT,
    "used_user_agent" TEXT,
    "voided_at" TIMESTAMPTZ(6),

    CONSTRAINT "login_codes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "seen_tokens" (
    "id" UUID NOT NULL,
    "token_hash" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(6),
    "used_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "used_by_id" UUID,
    "used_by_label" TEXT NOT NULL DEFAULT '',
    "audit_meta" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "seen_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "certificate_authorities" (
    "id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "certificate_pem" TEXT NOT NULL,
    "chain_pem" TEXT NOT NULL DEFAULT '',
    "sealed_key" TEXT NOT NULL,
    "imported" BOOLEAN NOT NULL DEFAULT false,
    "fingerprint" TEXT NOT NULL,
    "not_before" TIMESTAMPTZ(6) NOT NULL,
    "not_after" TIMESTAMPTZ(6) NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by_label" TEXT NOT NULL DEFAULT '',
    "retired_at" TIMESTAMPTZ(6),
    "crl_der" BYTEA,
    "crl_number" INTEGER NOT NULL DEFAULT 0,
    "crl_this_update" TIMESTAMPTZ(6),
    "crl_next_update" TIMESTAMPTZ(6),

    CONSTRAINT "certificate_authorities_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "certificates" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "user_label" TEXT NOT NULL,
    "username" TEXT NOT NULL,
    "authority_id" UUID,
    "state" "CertificateState" NOT NULL DEFAULT 'PENDING',
    "serial" TEXT NOT NULL,
    "fingerprint" TEXT,
    "not_before" TIMESTAMPTZ(6),
    "not_after" TIMESTAMPTZ(6),
    "certificate_pem" TEXT NOT NULL DEFAULT '',
    "public_key_pem" TEXT NOT NULL DEFAULT '',
    "sealed_private_key" TEXT,
    "handed_out_at" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by_id" UUID,
    "created_by_label" TEXT NOT NULL DEFAULT '',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT NOT NULL DEFAULT '',
    "revoked_at" TIMESTAMPTZ(6),
    "revocation_reason" TEXT NOT NULL DEFAULT '',
    "revoked_by_label" TEXT NOT NULL DEFAULT '',
    "renewal_of_id" UUID,
    "version" INTEGER NOT NULL DEFAULT 1,
    "search_text" TEXT NOT NULL GENERATED ALWAYS AS (search_document("username", "serial", "user_label", '', '')) STORED,

    CONSTRAINT "certificates_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "enrollment_pools_created_at_id_idx" ON "enrollment_pools"("created_at", "id");

-- CreateIndex
CREATE INDEX "enrollment_pools_owner_id_created_at_id_idx" ON "enrollment_pools"("owner_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "enrollment_pools_group_id_idx" ON "enrollment_pools"("group_id");

-- CreateIndex
CREATE INDEX "enrollment_pool_roles_role_id_idx" ON "enrollment_pool_roles"("role_id");

-- CreateIndex
CREATE INDEX "enrollment_pool_roles_reach_group_id_idx" ON "enrollment_pool_roles"("reach_group_id");

-- CreateIndex
CREATE INDEX "enrollment_pool_groups_group_id_idx" ON "enrollment_pool_groups"("group_id");

-- CreateIndex
CREATE UNIQUE INDEX "enrollment_links_code_hash_key" ON "enrollment_links"("code_hash");

-- CreateIndex
CREATE UNIQUE INDEX "enrollment_links_pool_id_number_key" ON "enrollment_links"("pool_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "enrollments_status_hash_key" ON "enrollments"("status_hash");

-- CreateIndex
CREATE UNIQUE INDEX "enrollments_confirmation_hash_key" ON "enrollments"("confirmation_hash");

-- CreateIndex
CREATE UNIQUE INDEX "enrollments_user_id_key" ON "enrollments"("user_id");

-- CreateIndex
CREATE INDEX "enrollments_pool_id_created_at_id_idx" ON "enrollments"("pool_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "enrollments_link_id_idx" ON "enrollments"("link_id");

-- CreateIndex
CREATE INDEX "enrollments_group_id_state_created_at_id_idx" ON "enrollments"("group_id", "state", "created_at", "id");

-- CreateIndex
CREATE INDEX "enrollments_state_created_at_id_idx" ON "enrollments"("state", "created_at", "id");

-- CreateIndex
CREATE INDEX "enrollments_decided_by_id_decided_at_id_idx" ON "enrollments"("decided_by_id", "decided_at", "id");

-- CreateIndex
CREATE INDEX "enrollment_messages_enrollment_id_created_at_id_idx" ON "enrollment_messages"("enrollment_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "access_requests_status_created_at_id_idx" ON "access_requests"("status", "created_at", "id");

-- CreateIndex
CREATE INDEX "access_requests_group_id_status_created_at_id_idx" ON "access_requests"("group_id", "status", "created_at", "id");

-- CreateIndex
CREATE INDEX "access_requests_handled_by_id_handled_at_id_idx" ON "access_requests"("handled_by_id", "handled_at", "id");

-- CreateIndex
CREATE INDEX "login_codes_selector_created_at_idx" ON "login_codes"("selector", "created_at");

-- CreateIndex
CREATE INDEX "login_codes_created_at_id_idx" ON "login_codes"("created_at", "id");

-- CreateIndex
CREATE INDEX "login_codes_user_id_created_at_id_idx" ON "login_codes"("user_id", "created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "seen_tokens_token_hash_key" ON "seen_tokens"("token_hash");

-- CreateIndex
CREATE INDEX "seen_tokens_used_at_id_idx" ON "seen_tokens"("used_at", "id");

-- CreateIndex
CREATE INDEX "seen_tokens_expires_at_idx" ON "seen_tokens"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "certificate_authorities_fingerprint_key" ON "certificate_authorities"("fingerprint");

-- CreateIndex
CREATE UNIQUE INDEX "certificates_serial_key" ON "certificates"("serial");

-- CreateIndex
CREATE UNIQUE INDEX "certificates_fingerprint_key" ON "certificates"("fingerprint");

-- CreateIndex
CREATE INDEX "certificates_user_id_created_at_id_idx" ON "certificates"("user_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "certificates_created_at_id_idx" ON "certificates"("created_at", "id");

-- CreateIndex
CREATE INDEX "certificates_authority_id_state_idx" ON "certificates"("authority_id", "state");

-- AddForeignKey
ALTER TABLE "enrollment_pools" ADD CONSTRAINT "enrollment_pools_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "groups"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "enrollment_pool_roles" ADD CONSTRAINT "enrollment_pool_roles_pool_id_fkey" FOREIGN KEY ("pool_id") REFERENCES "enrollment_pools"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "enrollment_pool_roles" ADD CONSTRAINT "enrollment_pool_roles_role_id_fkey" FOREIGN KEY ("role_id") REFERENCES "roles"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "enrollment_pool_roles" ADD CONSTRAINT "enrollment_pool_roles_reach_group_id_fkey" FOREIGN KEY ("reach_group_id") REFERENCES "groups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "enrollment_pool_groups" ADD CONSTRAINT "enrollment_pool_groups_pool_id_fkey" FOREIGN KEY ("pool_id") REFERENCES "enrollment_pools"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "enrollment_pool_groups" ADD CONSTRAINT "enrollment_pool_groups_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "groups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "enrollment_links" ADD CONSTRAINT "enrollment_links_pool_id_fkey" FOREIGN KEY ("pool_id") REFERENCES "enrollment_pools"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "enrollments" ADD CONSTRAINT "enrollments_pool_id_fkey" FOREIGN KEY ("pool_id") REFERENCES "enrollment_pools"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "enrollments" ADD CONSTRAINT "enrollments_link_id_fkey" FOREIGN KEY ("link_id") REFERENCES "enrollment_links"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "enrollments" ADD CONSTRAINT "enrollments_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "groups"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "enrollments" ADD CONSTRAINT "enrollments_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "enrollment_messages" ADD CONSTRAINT "enrollment_messages_enrollment_id_fkey" FOREIGN KEY ("enrollment_id") REFERENCES "enrollments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_requests" ADD CONSTRAINT "access_requests_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "groups"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approver_digests" ADD CONSTRAINT "approver_digests_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_authority_id_fkey" FOREIGN KEY ("authority_id") REFERENCES "certificate_authorities"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- One name for one applicant at a time, and one request for one address.
CREATE UNIQUE INDEX "enrollments_username_pending_key" ON "enrollments" (lower("username")) WHERE "state" = 'PENDING' AND "username" <> '';
CREATE UNIQUE INDEX "access_requests_email_pending_key" ON "access_requests" (lower("email")) WHERE "status" = 'PENDING';
CREATE UNIQUE INDEX "certificate_authorities_current_key" ON "certificate_authorities" ((true)) WHERE "retired_at" IS NULL;

-- What waits for approvers, in the order in which it came; how many there are is counted from these alone.
CREATE INDEX "enrollments_waiting_idx" ON "enrollments" ("created_at", "id") INCLUDE ("group_id") WHERE "state" = 'PENDING' AND "ready_at" IS NOT NULL;
CREATE INDEX "enrollments_unready_idx" ON "enrollments" ("created_at", "id") INCLUDE ("group_id") WHERE "state" = 'PENDING' AND "ready_at" IS NULL;
CREATE INDEX "enrollments_expiry_idx" ON "enrollments" ("expires_at", "id") WHERE "state" = 'PENDING';
CREATE INDEX "enrollments_email_idx" ON "enrollments" (lower("email"));
CREATE INDEX "enrollments_sort_name_id_idx" ON "enrollments" ("sort_name", "id");
CREATE INDEX "enrollments_search_text_idx" ON "enrollments" USING gin ("search_text" gin_trgm_ops);
CREATE INDEX "access_requests_waiting_idx" ON "access_requests" ("created_at", "id") INCLUDE ("group_id") WHERE "status" = 'PENDING';
CREATE INDEX "access_requests_email_idx" ON "access_requests" (lower("email"));
CREATE INDEX "access_requests_sort_name_id_idx" ON "access_requests" ("sort_name", "id");
CREATE INDEX "access_requests_search_text_idx" ON "access_requests" USING gin ("search_text" gin_trgm_ops);
CREATE INDEX "group_requests_waiting_idx" ON "group_requests" ("created_at", "id") INCLUDE ("group_id", "user_id") WHERE "status" = 'PENDING';
CREATE INDEX "group_requests_decided_by_idx" ON "group_requests" ("decided_by_id", "decided_at", "id");
CREATE INDEX "enrollment_pools_sort_name_id_idx" ON "enrollment_pools" ("sort_name", "id");
CREATE INDEX "enrollment_pools_search_text_idx" ON "enrollment_pools" USING gin ("search_text" gin_trgm_ops);
CREATE INDEX "enrollment_pools_listed_idx" ON "enrollment_pools" ("sort_name", "id") WHERE "listed" AND "active" AND "deleted_at" IS NULL;
CREATE INDEX "certificates_expiry_idx" ON "certificates" ((coalesce("not_after", '-infinity'::timestamptz)), "id");
CREATE INDEX "certificates_search_text_idx" ON "certificates" USING gin ("search_text" gin_trgm_ops);
CREATE INDEX "certificates_pending_idx" ON "certificates" ("created_at", "id") WHERE "state" = 'PENDING';

ALTER TABLE "enrollment_pools"
  ADD CONSTRAINT "enrollment_pools_texts_check" CHECK (char_length("name") BETWEEN 1 AND 100 AND char_length("welcome") <= 2000 AND char_length("terms") <= 10000
    AND char_length("email") <= 254),
  ADD CONSTRAINT "enrollment_pools_quota_check" CHECK ("quota" IS NULL OR ("quota" BETWEEN 1 AND 1000000 AND "used" <= "quota")),
  ADD CONSTRAINT "enrollment_pools_kind_check" CHECK (("kind" = 'invitation') = ("email" <> ''));
ALTER TABLE "enrollment_links" ADD CONSTRAINT "enrollment_links_uses_check" CHECK (NOT "single_use" OR "uses" <= 1);
ALTER TABLE "enrollments"
  ADD CONSTRAINT "enrollments_decided_check" CHECK (("state" = 'PENDING') = ("decided_at" IS NULL)),
  ADD CONSTRAINT "enrollments_user_check" CHECK ("state" = 'APPROVED' OR "user_id" IS NULL),
  ADD CONSTRAINT "enrollments_reason_check" CHECK ("state" <> 'REJECTED' OR "reason" <> ''),
  ADD CONSTRAINT "enrollments_code_check" CHECK ("state" = 'PENDING' OR "sealed_approval_code" IS NULL),
  ADD CONSTRAINT "enrollments_texts_check" CHECK (char_length("username") <= 150 AND char_length("email") <= 254 AND char_length("first_name") <= 150
    AND char_length("last_name") <= 150 AND char_length("organisation") <= 255 AND char_length("reason") <= 2000 AND char_length("note") <= 2000);
ALTER TABLE "enrollment_messages" ADD CONSTRAINT "enrollment_messages_text_check" CHECK (char_length("text") BETWEEN 1 AND 2000);
ALTER TABLE "access_requests"
  ADD CONSTRAINT "access_requests_handled_check" CHECK (("status" = 'PENDING') = ("handled_at" IS NULL)),
  ADD CONSTRAINT "access_requests_texts_check" CHECK (char_length("email") <= 254 AND char_length("full_name") <= 255 AND char_length("organisation") <= 255
    AND char_length("reason") <= 2000 AND char_length("note") <= 2000);
ALTER TABLE "login_codes" ADD CONSTRAINT "login_codes_use_check" CHECK ("used_at" IS NULL OR "voided_at" IS NULL);
ALTER TABLE "certificates"
  ADD CONSTRAINT "certificates_state_check" CHECK (("state" IN ('ISSUED', 'REVOKED') AND "certificate_pem" <> '' AND "fingerprint" IS NOT NULL) OR "state" IN ('PENDING', 'FAILED')
    OR ("state" = 'REVOKED' AND "certificate_pem" = '')),
  ADD CONSTRAINT "certificates_revoked_check" CHECK (("state" = 'REVOKED') = ("revoked_at" IS NOT NULL)),
  ADD CONSTRAINT "certificates_key_check" CHECK ("sealed_private_key" IS NULL OR ("state" = 'ISSUED' AND "public_key_pem" = '' AND "handed_out_at" IS NULL));

-- A decision is made once: nothing leads out of any state but PENDING.
CREATE FUNCTION enrollments_decided_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE check_violation USING MESSAGE = 'This enrollment is decided.', CONSTRAINT = 'enrollments_decided_once', TABLE = 'enrollments';
END $$;
CREATE TRIGGER enrollments_decided_once BEFORE UPDATE ON "enrollments" FOR EACH ROW
  WHEN (OLD."state" <> 'PENDING' AND NEW."state" IS DISTINCT FROM OLD."state") EXECUTE FUNCTION enrollments_decided_once();
CREATE FUNCTION access_requests_handled_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE check_violation USING MESSAGE = 'This request is handled.', CONSTRAINT = 'access_requests_handled_once', TABLE = 'access_requests';
END $$;
CREATE TRIGGER access_requests_handled_once BEFORE UPDATE ON "access_requests" FOR EACH ROW
  WHEN (OLD."status" <> 'PENDING' AND NEW."status" IS DISTINCT FROM OLD."status") EXECUTE FUNCTION access_requests_handled_once();

-- What proves who came in, and which code was used, is never deleted; a token that was seen not before its own life and 30 days are over.
CREATE FUNCTION refuse_deletion() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE insufficient_privilege USING MESSAGE = format('Rows of %s are never deleted.', TG_TABLE_NAME);
END $$;
CREATE TRIGGER enrollments_kept BEFORE DELETE ON "enrollments" FOR EACH ROW EXECUTE FUNCTION refuse_deletion();
CREATE TRIGGER login_codes_kept BEFORE DELETE ON "login_codes" FOR EACH ROW EXECUTE FUNCTION refuse_deletion();
CREATE TRIGGER certificates_kept BEFORE DELETE ON "certificates" FOR EACH ROW EXECUTE FUNCTION refuse_deletion();
CREATE TRIGGER certificate_authorities_kept BEFORE DELETE ON "certificate_authorities" FOR EACH ROW EXECUTE FUNCTION refuse_deletion();
CREATE TRIGGER seen_tokens_kept BEFORE DELETE ON "seen_tokens" FOR EACH ROW
  WHEN (OLD."expires_at" IS NULL OR OLD."expires_at" + interval '30 days' > now()) EXECUTE FUNCTION refuse_deletion();

-- A pool whose group is gone would let people in without it.
CREATE FUNCTION enrollment_pools_without_group() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."active" := false;
  RETURN NEW;
END $$;
CREATE TRIGGER enrollment_pools_pause BEFORE UPDATE OF "group_id" ON "enrollment_pools" FOR EACH ROW
  WHEN (OLD."group_id" IS NOT NULL AND NEW."group_id" IS NULL) EXECUTE FUNCTION enrollment_pools_without_group();

-- What the inbox sorts by where it is not by age: names of those who wait, and when the others were decided.
CREATE INDEX "enrollments_pending_name_idx" ON "enrollments" ("sort_name", "id") WHERE "state" = 'PENDING';
CREATE INDEX "access_requests_pending_name_idx" ON "access_requests" ("sort_name", "id") WHERE "status" = 'PENDING';
CREATE INDEX "group_requests_pending_name_idx" ON "group_requests" ("user_sort_name", "id") WHERE "status" = 'PENDING';
CREATE INDEX "group_requests_user_sort_name_id_idx" ON "group_requests" ("user_sort_name", "id");
CREATE INDEX "group_requests_user_search_text_idx" ON "group_requests" USING gin ("user_search_text" gin_trgm_ops);
CREATE INDEX "enrollments_decided_created_idx" ON "enrollments" ("created_at", "id") WHERE "state" <> 'PENDING';
CREATE INDEX "access_requests_decided_created_idx" ON "access_requests" ("created_at", "id") WHERE "status" <> 'PENDING';
CREATE INDEX "group_requests_decided_created_idx" ON "group_requests" ("created_at", "id") WHERE "status" <> 'PENDING';
CREATE INDEX "enrollments_decided_at_idx" ON "enrollments" ("decided_at", "id") WHERE "state" <> 'PENDING';
CREATE INDEX "access_requests_handled_at_idx" ON "access_requests" ("handled_at", "id") WHERE "status" <> 'PENDING';
CREATE INDEX "group_requests_decided_at_idx" ON "group_requests" ("decided_at", "id") WHERE "status" <> 'PENDING';

-- What approvers are still to be reminded of, and who gets one message a day instead of one for each.
CREATE INDEX "enrollments_remind_idx" ON "enrollments" ("ready_at", "id") WHERE "state" = 'PENDING' AND "ready_at" IS NOT NULL AND "reminded_at" IS NULL;
CREATE INDEX "access_requests_remind_idx" ON "access_requests" ("created_at", "id") WHERE "status" = 'PENDING' AND "reminded_at" IS NULL;
CREATE INDEX "group_requests_remind_idx" ON "group_requests" ("created_at", "id") WHERE "status" = 'PENDING' AND "reminded_at" IS NULL;
CREATE INDEX "users_daily_digest_idx" ON "users" ("id") WHERE "preferences" ->> 'approvalMail' = 'daily' AND "status" = 'ACTIVE';

-- Requests to join: what their user is sorted and searched by stands in the row itself, as with memberships.
CREATE FUNCTION group_request_names_of_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT "sort_name", "search_text" INTO NEW."user_sort_name", NEW."user_search_text" FROM "users" WHERE "id" = NEW."user_id" FOR SHARE;
  RETURN NEW;
END $$;
CREATE TRIGGER group_requests_names BEFORE INSERT OR UPDATE OF "user_id" ON "group_requests" FOR EACH ROW EXECUTE FUNCTION group_request_names_of_user();
CREATE FUNCTION group_request_follow_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "group_requests" SET "user_sort_name" = NEW."sort_name", "user_search_text" = NEW."search_text" WHERE "user_id" = NEW."id";
  RETURN NULL;
END $$;
CREATE TRIGGER users_group_request_names AFTER UPDATE ON "users" FOR EACH ROW
  WHEN (OLD."search_text" IS DISTINCT FROM NEW."search_text" OR OLD."sort_name" IS DISTINCT FROM NEW."sort_name") EXECUTE FUNCTION group_request_follow_user();
UPDATE "group_requests" SET "user_sort_name" = "users"."sort_name", "user_search_text" = "users"."search_text" FROM "users" WHERE "users"."id" = "group_requests"."user_id";

-- Lists of pools and of invitations read one table, and neither may be slowed down by how many there are of the other.
CREATE INDEX "enrollment_pools_pools_created_idx" ON "enrollment_pools" ("created_at", "id") WHERE "kind" <> 'invitation';
CREATE INDEX "enrollment_pools_pools_name_idx" ON "enrollment_pools" ("sort_name", "id") WHERE "kind" <> 'invitation';
CREATE INDEX "enrollment_pools_pools_used_idx" ON "enrollment_pools" ("used", "id") WHERE "kind" <> 'invitation';
CREATE INDEX "enrollment_pools_invitations_created_idx" ON "enrollment_pools" ("created_at", "id") WHERE "kind" = 'invitation';
CREATE INDEX "enrollment_pools_invitations_name_idx" ON "enrollment_pools" ("sort_name", "id") WHERE "kind" = 'invitation';
CREATE INDEX "enrollment_pools_invitations_email_idx" ON "enrollment_pools" (lower("email")) WHERE "kind" = 'invitation';
CREATE INDEX "enrollment_links_unused_idx" ON "enrollment_links" ("pool_id", "number") WHERE "voided_at" IS NULL AND "uses" = 0;
CREATE INDEX "enrollments_pool_state_idx" ON "enrollments" ("pool_id", "state");
ALTER TABLE "enrollment_pools" ADD CONSTRAINT "enrollment_pools_names_check" CHECK (char_length("first_name") <= 150 AND char_length("last_name") <= 150);

-- How much waits for an approver, counted to p_most: everywhere (p_groups null) or within groups and their sub-groups. What waits for its
-- applicant does not count, nor what the approver asked for. In plpgsql, so that a statement which asks only for approvers does not open
-- these tables for everybody else. Group by group, since few of what waits may be of these groups, and each has its index.
CREATE FUNCTION pending_work(p_user uuid, p_groups uuid[], p_most integer) RETURNS integer LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  IF p_groups IS NULL THEN
    RETURN (SELECT count(*) FROM (SELECT FROM (
      (SELECT FROM "enrollments" WHERE "state" = 'PENDING' AND "ready_at" IS NOT NULL LIMIT p_most)
      UNION ALL (SELECT FROM "access_requests" WHERE "status" = 'PENDING' LIMIT p_most)
      UNION ALL (SELECT FROM "group_requests" WHERE "status" = 'PENDING' AND "user_id" <> p_user LIMIT p_most)) every_one LIMIT p_most) counted);
  END IF;
  RETURN (SELECT count(*) FROM (SELECT FROM (SELECT DISTINCT "group_id" FROM "group_tree" WHERE "ancestor_id" = ANY (p_groups)) place, LATERAL (
    (SELECT FROM "enrollments" item WHERE item.group_id = place.group_id AND item.state = 'PENDING' AND item.ready_at IS NOT NULL LIMIT p_most)
    UNION ALL (SELECT FROM "access_requests" item WHERE item.group_id = place.group_id AND item.status = 'PENDING' LIMIT p_most)
    UNION ALL (SELECT FROM "group_requests" item WHERE item.group_id = place.group_id AND item.status = 'PENDING' AND item.user_id <> p_user
      LIMIT p_most)) waiting LIMIT p_most) counted);
END
$$;

-- Login codes are searched by whom they were for and who made them, used tokens by who used them.
CREATE INDEX "login_codes_labels_idx" ON "login_codes" USING gin ("user_label" gin_trgm_ops, "created_by_label" gin_trgm_ops);
CREATE INDEX "seen_tokens_used_by_label_idx" ON "seen_tokens" USING gin ("used_by_label" gin_trgm_ops);

-- Messages to people who are no users: they go with the enrollment or the link that they are about.
ALTER TABLE "outbox_messages" ADD COLUMN "about_id" UUID;
CREATE INDEX "outbox_messages_about_id_idx" ON "outbox_messages"("about_id");
