-- CreateEnum
CREATE TYPE "GroupUrlType" AS ENUM ('meetup', 'distribution_list', 'other');

-- CreateEnum
CREATE TYPE "GroupMemberRole" AS ENUM ('member', 'manager');

-- CreateEnum
CREATE TYPE "GroupRequestStatus" AS ENUM ('PENDING', 'APPROVED', 'REJECTED', 'WITHDRAWN');

-- CreateEnum
CREATE TYPE "MembershipType" AS ENUM ('basic', 'supporting', 'sponsor', 'managing', 'contributing', 'fellow');

-- CreateEnum
CREATE TYPE "CustomFieldType" AS ENUM ('text', 'number', 'date', 'choice', 'boolean');

-- CreateEnum
CREATE TYPE "CustomFieldVisibility" AS ENUM ('administrators', 'user', 'everyone');

-- CreateEnum
CREATE TYPE "CustomFieldEditing" AS ENUM ('administrators', 'user');

-- CreateEnum
CREATE TYPE "BannerKind" AS ENUM ('info', 'success', 'warning', 'error');

-- CreateEnum
CREATE TYPE "BannerAudience" AS ENUM ('everyone', 'signed_in', 'role', 'group');

-- AlterTable
ALTER TABLE "users" DROP COLUMN "attributes";

-- AlterTable
ALTER TABLE "permissions" ADD COLUMN     "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "groups" ADD COLUMN     "approved" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "location" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "owner_id" UUID,
ADD COLUMN     "search_text" TEXT NOT NULL GENERATED ALWAYS AS (search_document("name", "location", "description", '', '')) STORED,
ADD COLUMN     "sort_name" TEXT COLLATE "C" NOT NULL GENERATED ALWAYS AS (search_form("name")) STORED,
ADD COLUMN     "start_date" DATE,
ADD COLUMN     "trusted" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "url" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "url_type" "GroupUrlType" NOT NULL DEFAULT 'other';

-- AlterTable
ALTER TABLE "group_members" ADD COLUMN     "reminded_until" TIMESTAMPTZ(6),
ADD COLUMN     "role" "GroupMemberRole" NOT NULL DEFAULT 'member',
ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1;

-- CreateTable
CREATE TABLE "group_requests" (
    "id" UUID NOT NULL,
    "group_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "status" "GroupRequestStatus" NOT NULL DEFAULT 'PENDING',
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decided_at" TIMESTAMPTZ(6),
    "decided_by_id" UUID,
    "decided_by_label" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT '',
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "group_requests_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "memberships" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "type" "MembershipType" NOT NULL DEFAULT 'basic',
    "legal_name" TEXT NOT NULL DEFAULT '',
    "preferred_name" TEXT NOT NULL DEFAULT '',
    "email_address" TEXT NOT NULL DEFAULT '',
    "city" TEXT NOT NULL DEFAULT '',
    "region" TEXT NOT NULL DEFAULT '',
    "country" TEXT NOT NULL DEFAULT '',
    "postal_code" TEXT NOT NULL DEFAULT '',
    "code_of_conduct" BOOLEAN NOT NULL DEFAULT false,
    "announcements" BOOLEAN NOT NULL DEFAULT false,
    "votes" BOOLEAN NOT NULL DEFAULT false,
    "last_vote_affirmation" DATE,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,
    "user_sort_name" TEXT COLLATE "C" NOT NULL DEFAULT '',
    "user_search_text" TEXT NOT NULL DEFAULT '',
    "search_text" TEXT NOT NULL GENERATED ALWAYS AS ("user_search_text" || search_document("legal_name", "preferred_name", "email_address", "city", "country")) STORED,

    CONSTRAINT "memberships_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "custom_fields" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "type" "CustomFieldType" NOT NULL,
    "choices" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "required" BOOLEAN NOT NULL DEFAULT false,
    "visible_to" "CustomFieldVisibility" NOT NULL DEFAULT 'administrators',
    "editable_by" "CustomFieldEditing" NOT NULL DEFAULT 'administrators',
    "position" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "custom_fields_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "custom_field_values" (
    "field_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "text_value" TEXT,
    "number_value" DECIMAL(30,10),
    "date_value" DATE,
    "boolean_value" BOOLEAN,

    CONSTRAINT "custom_field_values_pkey" PRIMARY KEY ("user_id","field_id")
);

-- CreateTable
CREATE TABLE "user_notes" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "author_id" UUID,
    "author_label" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "user_notes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "banners" (
    "id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "link" TEXT NOT NULL DEFAULT '',
    "link_text" TEXT NOT NULL DEFAULT '',
    "kind" "BannerKind" NOT NULL DEFAULT 'info',
    "dismissible" BOOLEAN NOT NULL DEFAULT true,
    "enabled" BOOLEAN NOT NULL DEFAULT false,
    "starts_at" TIMESTAMPTZ(6),
    "ends_at" TIMESTAMPTZ(6),
    "paths" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "audience" "BannerAudience" NOT NULL DEFAULT 'everyone',
    "audience_role_id" UUID,
    "audience_group_id" UUID,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "banners_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "banner_dismissals" (
    "user_id" UUID NOT NULL,
    "banner_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "dismissed_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "banner_dismissals_pkey" PRIMARY KEY ("user_id","banner_id")
);

-- CreateIndex
CREATE INDEX "group_requests_group_id_status_created_at_id_idx" ON "group_requests"("group_id", "status", "created_at", "id");

-- CreateIndex
CREATE INDEX "group_requests_user_id_created_at_id_idx" ON "group_requests"("user_id", "created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "memberships_user_id_key" ON "memberships"("user_id");

-- CreateIndex
CREATE INDEX "memberships_created_at_id_idx" ON "memberships"("created_at", "id");

-- CreateIndex
CREATE INDEX "memberships_type_created_at_id_idx" ON "memberships"("type", "created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "custom_fields_key_key" ON "custom_fields"("key");

-- CreateIndex
CREATE INDEX "custom_field_values_field_id_user_id_idx" ON "custom_field_values"("field_id", "user_id");

-- CreateIndex
CREATE INDEX "user_notes_user_id_created_at_id_idx" ON "user_notes"("user_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "banners_created_at_id_idx" ON "banners"("created_at", "id");

-- CreateIndex
CREATE INDEX "banners_audience_role_id_idx" ON "banners"("audience_role_id");

-- CreateIndex
CREATE INDEX "banners_audience_group_id_idx" ON "banners"("audience_group_id");

-- CreateIndex
CREATE INDEX "banner_dismissals_banner_id_idx" ON "banner_dismissals"("banner_id");

-- DropIndex
DROP INDEX "grants_role_id_idx";

-- CreateIndex
CREATE INDEX "grants_role_id_granted_at_id_idx" ON "grants"("role_id", "granted_at", "id");

-- CreateIndex
CREATE INDEX "groups_owner_id_idx" ON "groups"("owner_id");

-- CreateIndex
CREATE INDEX "groups_created_at_id_idx" ON "groups"("created_at", "id");

-- CreateIndex
CREATE INDEX "group_members_group_id_added_at_user_id_idx" ON "group_members"("group_id", "added_at", "user_id");

-- AddForeignKey
ALTER TABLE "groups" ADD CONSTRAINT "groups_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_requests" ADD CONSTRAINT "group_requests_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "groups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_requests" ADD CONSTRAINT "group_requests_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "custom_field_values" ADD CONSTRAINT "custom_field_values_field_id_fkey" FOREIGN KEY ("field_id") REFERENCES "custom_fields"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "custom_field_values" ADD CONSTRAINT "custom_field_values_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "user_notes" ADD CONSTRAINT "user_notes_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "banners" ADD CONSTRAINT "banners_audience_role_id_fkey" FOREIGN KEY ("audience_role_id") REFERENCES "roles"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "banners" ADD CONSTRAINT "banners_audience_group_id_fkey" FOREIGN KEY ("audience_group_id") REFERENCES "groups"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "banner_dismissals" ADD CONSTRAINT "banner_dismissals_banner_id_fkey" FOREIGN KEY ("banner_id") REFERENCES "banners"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "banner_dismissals" ADD CONSTRAINT "banner_dismissals_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Roles: one name, however it is written.
CREATE UNIQUE INDEX "roles_name_lower_key" ON "roles" (lower("name"));

-- Groups: one name, however it is written; an index for every way of sorting and for search.
CREATE UNIQUE INDEX "groups_name_key" ON "groups" (lower("name"));
CREATE INDEX "groups_sort_name_id_idx" ON "groups" ("sort_name", "id");
CREATE INDEX "groups_start_date_id_idx" ON "groups" ((coalesce("start_date"::timestamp AT TIME ZONE 'UTC', '-infinity'::timestamptz)), "id");
CREATE INDEX "groups_approved_sort_name_id_idx" ON "groups" ("sort_name", "id") WHERE "approved";
CREATE INDEX "groups_search_text_idx" ON "groups" USING gin ("search_text" gin_trgm_ops);
ALTER TABLE "groups"
  ADD CONSTRAINT "groups_texts_check" CHECK (char_length("name") BETWEEN 1 AND 255 AND char_length("location") <= 255 AND char_length("url") <= 500
    AND char_length("description") <= 2000),
  ADD CONSTRAINT "groups_url_check" CHECK ("url" = '' OR "url" ~* '^https?://'),
  ADD CONSTRAINT "groups_trusted_check" CHECK ("approved" OR NOT "trusted");

-- Members: who manages, and whose time is over soon.
CREATE INDEX "group_members_managers_idx" ON "group_members" ("user_id") WHERE "role" = 'manager';
CREATE INDEX "group_members_group_managers_idx" ON "group_members" ("group_id") WHERE "role" = 'manager';
CREATE INDEX "group_members_valid_until_idx" ON "group_members" ("valid_until") WHERE "valid_until" IS NOT NULL;

-- Requests: one open per user and group.
CREATE UNIQUE INDEX "group_requests_pending_key" ON "group_requests" ("group_id", "user_id") WHERE "status" = 'PENDING';
ALTER TABLE "group_requests"
  ADD CONSTRAINT "group_requests_decided_check" CHECK (("status" = 'PENDING') = ("decided_at" IS NULL));

-- Custom fields: one column holds the value; each kind has its index.
CREATE UNIQUE INDEX "custom_fields_label_key" ON "custom_fields" (lower("label"));
ALTER TABLE "custom_field_values"
  ADD CONSTRAINT "custom_field_values_one_check" CHECK (num_nonnulls("text_value", "number_value", "date_value", "boolean_value") = 1);
CREATE INDEX "custom_field_values_text_idx" ON "custom_field_values" ("field_id", (left(lower("text_value"), 200) COLLATE "C"), "user_id") WHERE "text_value" IS NOT NULL;
CREATE INDEX "custom_field_values_number_idx" ON "custom_field_values" ("field_id", "number_value", "user_id") WHERE "number_value" IS NOT NULL;
CREATE INDEX "custom_field_values_date_idx" ON "custom_field_values" ("field_id", "date_value", "user_id") WHERE "date_value" IS NOT NULL;
CREATE INDEX "custom_field_values_boolean_idx" ON "custom_field_values" ("field_id", "boolean_value", "user_id") WHERE "boolean_value" IS NOT NULL;
CREATE INDEX "custom_field_values_search_idx" ON "custom_field_values" USING gin ((' ' || search_form("text_value")) gin_trgm_ops) WHERE "text_value" IS NOT NULL;

-- Banners.
ALTER TABLE "banners"
  ADD CONSTRAINT "banners_link_check" CHECK ("link" = '' OR "link" ~* '^https?://'),
  ADD CONSTRAINT "banners_times_check" CHECK ("ends_at" > "starts_at");
CREATE INDEX "banners_enabled_idx" ON "banners" ("id") WHERE "enabled";

-- Whether a banner shows at this moment, whoever it is for.
CREATE FUNCTION banner_shows(banner "banners") RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT banner.enabled AND (banner.starts_at IS NULL OR banner.starts_at <= now()) AND (banner.ends_at IS NULL OR banner.ends_at > now())
$$;

-- The banners that a signed-in user sees at this moment: shown, for them, and not dismissed as they are now. In plpgsql, so that a statement
-- which asks for them only if there are any does not open all these tables. "offset 0" keeps the planner from turning the question around
-- and reading everybody who holds a role.
CREATE FUNCTION shown_banners(p_user uuid) RETURNS SETOF "banners" LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  RETURN QUERY SELECT banner.* FROM "banners" banner
    WHERE banner_shows(banner)
      AND (banner.audience IN ('everyone', 'signed_in')
        OR (banner.audience = 'role' AND banner.audience_role_id IN (
          SELECT held.role_id FROM effective_grants held WHERE held.user_id = p_user OFFSET 0))
        OR (banner.audience = 'group' AND banner.audience_group_id IN (
          SELECT tree.ancestor_id FROM "group_members" member JOIN "group_tree" tree ON tree.group_id = member.group_id
          WHERE member.user_id = p_user AND (member.valid_until IS NULL OR member.valid_until > now()) OFFSET 0)))
      AND NOT EXISTS (
        SELECT FROM "banner_dismissals" seen
        WHERE seen.user_id = p_user AND seen.banner_id = banner.id AND seen.revision >= banner.revision);
END
$$;

-- Who manages a group: its owner, and members with that role until their membership ends.
CREATE VIEW group_managers AS
  SELECT "group_id", "user_id", "valid_until" FROM "group_members" WHERE "role" = 'manager' AND ("valid_until" IS NULL OR "valid_until" > now())
  UNION ALL
  SELECT "id", "owner_id", NULL::timestamptz(6) FROM "groups" WHERE "owner_id" IS NOT NULL;

-- What managing a group amounts to within it and its sub-groups. Letting people in needs the group to be trusted.
CREATE VIEW group_manager_permissions AS
  SELECT given.permission, given.needs_trust FROM (VALUES
    ('group:read', false), ('group:remove-members', false),
    ('group:manage-members', true), ('enrollment:read', true), ('enrollment:approve', true)) AS given (permission, needs_trust);

-- As before, and what managers of groups may do there: those rows have neither grant nor role, and the group in member_group_id.
CREATE OR REPLACE VIEW effective_permission_paths AS
  SELECT held.user_id, amounts.permission, amounts.via, held.reach_group_id, held.grant_id, held.role_id,
    held.holder_group_id, held.member_group_id, held.valid_until
  FROM effective_grants held JOIN role_effective_permissions amounts ON amounts.role_id = held.role_id
  UNION ALL
  SELECT managing.user_id, inclusion.includes, inclusion.permission, managing.group_id, NULL::uuid, NULL::uuid,
    NULL::uuid, managing.group_id, managing.valid_until
  FROM group_managers managing
  JOIN groups managed ON managed.id = managing.group_id
  JOIN group_manager_permissions given ON managed.trusted OR NOT given.needs_trust
  JOIN permission_inclusions inclusion ON inclusion.permission = given.permission;

-- What happened to the members of a group is told of the users and found by the group.
CREATE INDEX "audit_events_group_idx" ON "audit_events" (("detail" ->> 'groupId'), "at", "id") WHERE "detail" ->> 'groupId' IS NOT NULL;

-- Memberships: what their user is sorted and searched by stands in the row itself, so that no list has to join a million users first.
CREATE FUNCTION membership_names_of_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Whoever renames the user meanwhile waits for this row, or this row for them: one of both sees the other.
  SELECT "sort_name", "search_text" INTO NEW."user_sort_name", NEW."user_search_text" FROM "users" WHERE "id" = NEW."user_id" FOR SHARE;
  RETURN NEW;
END $$;
CREATE TRIGGER memberships_names BEFORE INSERT OR UPDATE OF "user_id" ON "memberships" FOR EACH ROW EXECUTE FUNCTION membership_names_of_user();

CREATE FUNCTION membership_follow_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "memberships" SET "user_sort_name" = NEW."sort_name", "user_search_text" = NEW."search_text" WHERE "user_id" = NEW."id";
  RETURN NULL;
END $$;
CREATE TRIGGER users_membership_names AFTER UPDATE ON "users" FOR EACH ROW
  WHEN (OLD."search_text" IS DISTINCT FROM NEW."search_text" OR OLD."sort_name" IS DISTINCT FROM NEW."sort_name") EXECUTE FUNCTION membership_follow_user();

-- An index for every way of sorting and narrowing; the day of an affirmation stands for the instant at which it began in UTC, and none for the far past.
CREATE INDEX "memberships_user_sort_name_id_idx" ON "memberships" ("user_sort_name", "id");
CREATE INDEX "memberships_country_idx" ON "memberships" (search_form("country"), "created_at", "id");
CREATE INDEX "memberships_affirmed_idx" ON "memberships" ((coalesce("last_vote_affirmation", '-infinity')::timestamp AT TIME ZONE 'UTC'), "id");
CREATE INDEX "memberships_voting_affirmed_idx" ON "memberships" ((coalesce("last_vote_affirmation", '-infinity')::timestamp AT TIME ZONE 'UTC'), "id") WHERE "votes";
CREATE INDEX "memberships_voting_idx" ON "memberships" ("created_at", "id") WHERE "votes";
CREATE INDEX "memberships_search_text_idx" ON "memberships" USING gin ("search_text" gin_trgm_ops);
ALTER TABLE "memberships"
  ADD CONSTRAINT "memberships_texts_check" CHECK (char_length("legal_name") <= 255 AND char_length("preferred_name") <= 255
    AND char_length("email_address") <= 254 AND char_length("city") <= 100 AND char_length("region") <= 100 AND char_length("country") <= 100
    AND char_length("postal_code") <= 20);

-- Who holds a permission is read in the order of users' ids, out of few rows of each group: from the index alone.
CREATE INDEX "group_members_group_user_idx" ON "group_members" ("group_id", "user_id") INCLUDE ("valid_until");
CREATE INDEX "groups_trusted_idx" ON "groups" ("id") WHERE "trusted";
