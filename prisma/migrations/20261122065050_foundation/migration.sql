-- Extensions and functions come first: generated columns need them. All are trusted extensions of PostgreSQL's own contrib.
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;

-- Text as search compares it: compatibility forms, accents and case folded away. IMMUTABLE is a promise that unaccent itself does not
-- make, because its dictionary could be replaced, here it is named in full and never replaced.
CREATE FUNCTION search_form(value text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN lower(public.unaccent('public.unaccent'::regdictionary, normalize(value, NFKC)));

-- The text, then the text again with punctuation as spaces, so that a short word can be asked for "at the start of a word".
CREATE FUNCTION search_document(username text, email text, first_name text, last_name text, organisation text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN ' ' || search_form(username || ' ' || email || ' ' || first_name || ' ' || last_name || ' ' || organisation)
    || ' ' || regexp_replace(search_form(username || ' ' || email || ' ' || first_name || ' ' || last_name || ' ' || organisation), '[^[:alnum:]]+', ' ', 'g');

-- The LIKE pattern for one word of a search: from three letters on anywhere, shorter ones at the start of a word, % and _ are letters.
CREATE FUNCTION search_pattern(word text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN CASE WHEN char_length(search_form(word)) >= 3 THEN '%' ELSE '% ' END
    || replace(replace(replace(search_form(word), '\', '\\'), '%', '\%'), '_', '\_') || '%';


-- CreateEnum
CREATE TYPE "UserStatus" AS ENUM ('ACTIVE', 'DEACTIVATED', 'DELETED', 'ANONYMIZED');

-- CreateEnum
CREATE TYPE "SearchVisibility" AS ENUM ('public', 'private');

-- CreateEnum
CREATE TYPE "EmailPrivacy" AS ENUM ('public', 'private', 'never');

-- CreateEnum
CREATE TYPE "TokenPurpose" AS ENUM ('FIRST_ADMINISTRATOR', 'SET_PASSWORD', 'RESET_PASSWORD');

-- CreateEnum
CREATE TYPE "AuditOutcome" AS ENUM ('done', 'refused');

-- CreateEnum
CREATE TYPE "OutboxStatus" AS ENUM ('PENDING', 'SENT', 'DEAD', 'HELD');

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "username" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified_at" TIMESTAMPTZ(6),
    "first_name" TEXT NOT NULL DEFAULT '',
    "last_name" TEXT NOT NULL DEFAULT '',
    "organisation" TEXT NOT NULL DEFAULT '',
    "bio" TEXT NOT NULL DEFAULT '',
    "search_visibility" "SearchVisibility" NOT NULL DEFAULT 'public',
    "email_privacy" "EmailPrivacy" NOT NULL DEFAULT 'private',
    "public_profile" BOOLEAN NOT NULL DEFAULT true,
    "preferences" JSONB NOT NULL DEFAULT '{}',
    "attributes" JSONB NOT NULL DEFAULT '{}',
    "extra" JSONB NOT NULL DEFAULT '{}',
    "status" "UserStatus" NOT NULL DEFAULT 'ACTIVE',
    "status_reason" TEXT NOT NULL DEFAULT '',
    "status_changed_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "status_changed_by_id" UUID,
    "status_changed_by_label" TEXT NOT NULL DEFAULT '',
    "status_before_delete" "UserStatus",
    "password_hash" TEXT,
    "password_changed_at" TIMESTAMPTZ(6),
    "last_sign_in_at" TIMESTAMPTZ(6),
    "date_joined" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,
    "full_name" TEXT NOT NULL GENERATED ALWAYS AS (btrim("first_name" || ' ' || "last_name")) STORED,
    "sort_name" TEXT COLLATE "C" NOT NULL GENERATED ALWAYS AS (search_form(coalesce(nullif(btrim("first_name" || ' ' || "last_name"), ''), "username"))) STORED,
    "search_text" TEXT NOT NULL GENERATED ALWAYS AS (search_document("username", "email", "first_name", "last_name", "organisation")) STORED,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "usernames" (
    "key" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "since" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "usernames_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "token_hash" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "authenticated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ip" TEXT,
    "user_agent" TEXT,
    "ended_at" TIMESTAMPTZ(6),
    "end_reason" TEXT,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "one_time_tokens" (
    "id" UUID NOT NULL,
    "purpose" "TokenPurpose" NOT NULL,
    "token_hash" TEXT NOT NULL,
    "user_id" UUID,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "used_at" TIMESTAMPTZ(6),
    "voided_at" TIMESTAMPTZ(6),

    CONSTRAINT "one_time_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_throttles" (
    "key" TEXT NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "window_start" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "blocked_until" TIMESTAMPTZ(6),

    CONSTRAINT "sign_in_throttles_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "installation" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "changed_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "permissions" (
    "name" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "description" TEXT NOT NULL,
    "built_in" BOOLEAN NOT NULL DEFAULT true,
    "privileged" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "permissions_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "permission_inclusions" (
    "permission" TEXT NOT NULL,
    "includes" TEXT NOT NULL,

    CONSTRAINT "permission_inclusions_pkey" PRIMARY KEY ("permission","includes")
);

-- CreateTable
CREATE TABLE "roles" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "built_in" BOOLEAN NOT NULL DEFAULT false,
    "holds_all" BOOLEAN NOT NULL DEFAULT false,
    "seeded_permissions" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "roles_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "role_permissions" (
    "role_id" UUID NOT NULL,
    "permission" TEXT NOT NULL,

    CONSTRAINT "role_permissions_pkey" PRIMARY KEY ("role_id","permission")
);

-- CreateTable
CREATE TABLE "groups" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "parent_id" UUID,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "groups_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "group_tree" (
    "group_id" UUID NOT NULL,
    "ancestor_id" UUID NOT NULL,
    "depth" INTEGER NOT NULL,

    CONSTRAINT "group_tree_pkey" PRIMARY KEY ("group_id","ancestor_id")
);

-- CreateTable
CREATE TABLE "group_members" (
    "group_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "valid_until" TIMESTAMPTZ(6),
    "added_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "added_by_id" UUID,
    "added_by_label" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "group_members_pkey" PRIMARY KEY ("group_id","user_id")
);

-- CreateTable
CREATE TABLE "grants" (
    "id" UUID NOT NULL,
    "role_id" UUID NOT NULL,
    "user_id" UUID,
    "group_id" UUID,
    "reach_group_id" UUID,
    "valid_until" TIMESTAMPTZ(6),
    "granted_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "granted_by_id" UUID,
    "granted_by_label" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "grants_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_events" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "event" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID,
    "actor_label" TEXT NOT NULL,
    "on_behalf_of_id" UUID,
    "on_behalf_of_label" TEXT,
    "target_type" TEXT NOT NULL,
    "target_id" TEXT,
    "target_label" TEXT NOT NULL,
    "changes" JSONB NOT NULL DEFAULT '{}',
    "detail" JSONB NOT NULL DEFAULT '{}',
    "outcome" "AuditOutcome" NOT NULL DEFAULT 'done',
    "reason" TEXT NOT NULL DEFAULT '',
    "ip" TEXT,
    "user_agent" TEXT,
    "request_id" TEXT,
    "correlation_id" TEXT,

    CONSTRAINT "audit_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox_messages" (
    "id" UUID NOT NULL,
    "message_id" TEXT NOT NULL,
    "template" TEXT NOT NULL,
    "values" JSONB NOT NULL,
    "sealed_secret" TEXT,
    "to_address" TEXT NOT NULL,
    "to_name" TEXT NOT NULL DEFAULT '',
    "user_id" UUID,
    "status" "OutboxStatus" NOT NULL DEFAULT 'PENDING',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "next_attempt_at" TIMESTAMPTZ(6),
    "sent_at" TIMESTAMPTZ(6),
    "ended_at" TIMESTAMPTZ(6),

    CONSTRAINT "outbox_messages_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rate_limits" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "rate_limits_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE UNIQUE INDEX "sessions_token_hash_key" ON "sessions"("token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "one_time_tokens_token_hash_key" ON "one_time_tokens"("token_hash");

-- CreateIndex
CREATE INDEX "one_time_tokens_user_id_idx" ON "one_time_tokens"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "permissions_id_key" ON "permissions"("id");

-- CreateIndex
CREATE INDEX "permission_inclusions_includes_idx" ON "permission_inclusions"("includes");

-- CreateIndex
CREATE UNIQUE INDEX "roles_name_key" ON "roles"("name");

-- CreateIndex
CREATE INDEX "role_permissions_permission_idx" ON "role_permissions"("permission");

-- CreateIndex
CREATE INDEX "groups_parent_id_idx" ON "groups"("parent_id");

-- CreateIndex
CREATE INDEX "group_tree_ancestor_id_idx" ON "group_tree"("ancestor_id");

-- CreateIndex
CREATE INDEX "group_members_user_id_idx" ON "group_members"("user_id");

-- CreateIndex
CREATE INDEX "grants_role_id_idx" ON "grants"("role_id");

-- CreateIndex
CREATE INDEX "grants_user_id_idx" ON "grants"("user_id");

-- CreateIndex
CREATE INDEX "grants_group_id_idx" ON "grants"("group_id");

-- CreateIndex
CREATE INDEX "grants_reach_group_id_idx" ON "grants"("reach_group_id");

-- CreateIndex
CREATE INDEX "audit_events_at_id_idx" ON "audit_events"("at", "id");

-- CreateIndex
CREATE INDEX "audit_events_target_type_target_id_at_id_idx" ON "audit_events"("target_type", "target_id", "at", "id");

-- CreateIndex
CREATE INDEX "audit_events_actor_id_at_id_idx" ON "audit_events"("actor_id", "at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_messages_message_id_key" ON "outbox_messages"("message_id");

-- CreateIndex
CREATE INDEX "outbox_messages_created_at_id_idx" ON "outbox_messages"("created_at", "id");

-- CreateIndex
CREATE INDEX "outbox_messages_status_created_at_id_idx" ON "outbox_messages"("status", "created_at", "id");

-- CreateIndex
CREATE INDEX "outbox_messages_user_id_idx" ON "outbox_messages"("user_id");

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "one_time_tokens" ADD CONSTRAINT "one_time_tokens_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_permissions" ADD CONSTRAINT "role_permissions_role_id_fkey" FOREIGN KEY ("role_id") REFERENCES "roles"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_permissions" ADD CONSTRAINT "role_permissions_permission_fkey" FOREIGN KEY ("permission") REFERENCES "permissions"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "groups" ADD CONSTRAINT "groups_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "groups"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_members" ADD CONSTRAINT "group_members_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "groups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_members" ADD CONSTRAINT "group_members_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grants" ADD CONSTRAINT "grants_role_id_fkey" FOREIGN KEY ("role_id") REFERENCES "roles"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grants" ADD CONSTRAINT "grants_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grants" ADD CONSTRAINT "grants_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "groups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grants" ADD CONSTRAINT "grants_reach_group_id_fkey" FOREIGN KEY ("reach_group_id") REFERENCES "groups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Users: unique without regard to case, and an index for every way of sorting, with the id as tie-breaker.
CREATE UNIQUE INDEX "users_username_key" ON "users" (lower("username"));
CREATE UNIQUE INDEX "users_email_key" ON "users" (lower("email"));
CREATE INDEX "users_sort_name_id_idx" ON "users" ("sort_name", "id");
CREATE INDEX "users_sort_username_id_idx" ON "users" ((lower("username") COLLATE "C"), "id");
CREATE INDEX "users_sort_email_id_idx" ON "users" ((lower("email") COLLATE "C"), "id");
CREATE INDEX "users_created_at_id_idx" ON "users" ("created_at", "id");
CREATE INDEX "users_last_sign_in_at_id_idx" ON "users" ((coalesce("last_sign_in_at", '-infinity'::timestamptz)), "id");
CREATE INDEX "users_status_created_at_id_idx" ON "users" ("status", "created_at", "id");
CREATE INDEX "users_no_password_idx" ON "users" ("created_at", "id") WHERE "password_hash" IS NULL;
CREATE INDEX "users_search_text_idx" ON "users" USING gin ("search_text" gin_trgm_ops);
ALTER TABLE "users"
  ADD CONSTRAINT "users_username_check" CHECK ("username" ~ '^[A-Za-z0-9._+-]{3,150}$'),
  ADD CONSTRAINT "users_email_check" CHECK (char_length("email") BETWEEN 3 AND 254),
  ADD CONSTRAINT "users_names_check" CHECK (char_length("first_name") <= 150 AND char_length("last_name") <= 150),
  ADD CONSTRAINT "users_texts_check" CHECK (char_length("organisation") <= 255 AND char_length("bio") <= 2000),
  ADD CONSTRAINT "users_status_before_delete_check"
    CHECK (("status" = 'DELETED') = ("status_before_delete" IS NOT NULL) AND "status_before_delete" IS DISTINCT FROM 'DELETED');

-- A username once used belongs to that user for ever, also after the user is gone.
CREATE FUNCTION keep_usernames() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO usernames (key, user_id) SELECT lower(username), id FROM added ON CONFLICT DO NOTHING;
  IF EXISTS (SELECT FROM added JOIN usernames ON usernames.key = lower(added.username) WHERE usernames.user_id <> added.id) THEN
    RAISE unique_violation USING MESSAGE = 'That username was used before.', CONSTRAINT = 'usernames_pkey', TABLE = 'usernames';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER users_keep_new_usernames AFTER INSERT ON "users"
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION keep_usernames();
CREATE TRIGGER users_keep_changed_usernames AFTER UPDATE ON "users"
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION keep_usernames();

-- Sessions and tokens.
CREATE INDEX "sessions_user_id_idx" ON "sessions" ("user_id", "created_at" DESC);
CREATE INDEX "sessions_open_idx" ON "sessions" ("user_id") WHERE "ended_at" IS NULL;

-- Groups: the closure table is derived, so nobody but the trigger writes it.
CREATE FUNCTION keep_group_tree() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Two moves at once could each be harmless and together make a circle.
  PERFORM pg_advisory_xact_lock(7204);
  IF TG_OP = 'INSERT' THEN
    INSERT INTO group_tree (group_id, ancestor_id, depth) VALUES (NEW.id, NEW.id, 0);
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.parent_id IS NOT DISTINCT FROM OLD.parent_id THEN
    RETURN NULL;
  END IF;
  IF EXISTS (SELECT FROM group_tree WHERE group_id = NEW.parent_id AND ancestor_id = NEW.id) THEN
    RAISE check_violation USING MESSAGE = 'A group cannot be inside itself.', CONSTRAINT = 'groups_no_cycle', TABLE = 'groups';
  END IF;
  DELETE FROM group_tree upward USING group_tree downward
    WHERE downward.ancestor_id = NEW.id AND upward.group_id = downward.group_id AND upward.depth > downward.depth;
  INSERT INTO group_tree (group_id, ancestor_id, depth)
    SELECT downward.group_id, upward.ancestor_id, downward.depth + upward.depth + 1
    FROM group_tree downward, group_tree upward
    WHERE downward.ancestor_id = NEW.id AND upward.group_id = NEW.parent_id;
  RETURN NULL;
END $$;
CREATE TRIGGER groups_keep_tree AFTER INSERT OR UPDATE OF parent_id ON "groups" FOR EACH ROW EXECUTE FUNCTION keep_group_tree();
ALTER TABLE "group_tree"
  ADD CONSTRAINT "group_tree_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "groups" ("id") ON DELETE CASCADE,
  ADD CONSTRAINT "group_tree_ancestor_id_fkey" FOREIGN KEY ("ancestor_id") REFERENCES "groups" ("id") ON DELETE CASCADE;

-- Grants: one holder each, and no two that say the same thing.
ALTER TABLE "grants" ADD CONSTRAINT "grants_one_holder_check" CHECK (num_nonnulls("user_id", "group_id") = 1);
CREATE UNIQUE INDEX "grants_once_key" ON "grants" ("role_id", "user_id", "group_id", "reach_group_id") NULLS NOT DISTINCT;

-- What each role amounts to, with included permissions, `via` is the permission that the role holds itself.
CREATE VIEW role_effective_permissions AS
  SELECT held.role_id, inclusion.includes AS permission, held.permission AS via
  FROM role_permissions held JOIN permission_inclusions inclusion ON inclusion.permission = held.permission
  UNION ALL
  SELECT role.id, definition.name, definition.name FROM roles role CROSS JOIN permissions definition WHERE role.holds_all;

-- Who holds which role, directly or through a group: one row per grant and path. A group's grant reaches its members and those of its sub-groups.
CREATE VIEW effective_grants AS
  SELECT direct.user_id, direct.id AS grant_id, direct.role_id, direct.reach_group_id,
    NULL::uuid AS holder_group_id, NULL::uuid AS member_group_id, direct.valid_until
  FROM grants direct
  WHERE direct.user_id IS NOT NULL AND (direct.valid_until IS NULL OR direct.valid_until > now())
  UNION ALL
  SELECT member.user_id, inherited.id, inherited.role_id, inherited.reach_group_id,
    inherited.group_id, member.group_id, least(inherited.valid_until, member.valid_until)
  FROM group_members member
  JOIN group_tree tree ON tree.group_id = member.group_id
  JOIN grants inherited ON inherited.group_id = tree.ancestor_id
  WHERE (member.valid_until IS NULL OR member.valid_until > now()) AND (inherited.valid_until IS NULL OR inherited.valid_until > now());

-- Every permission of every user with where it holds and the way it came: the one source of all answers about rights. It says what was
-- granted, and whether the account is active is for the caller to ask. Joined by `user_id` it uses the indexes of grants and memberships.
CREATE VIEW effective_permission_paths AS
  SELECT held.user_id, amounts.permission, amounts.via, held.reach_group_id, held.grant_id, held.role_id,
    held.holder_group_id, held.member_group_id, held.valid_until
  FROM effective_grants held JOIN role_effective_permissions amounts ON amounts.role_id = held.role_id;

-- The same asked by user, by permission, by both or by neither (null = any). `reach_group_id` null means everywhere.
CREATE FUNCTION effective_permissions(p_user uuid DEFAULT NULL, p_permission text DEFAULT NULL) RETURNS SETOF effective_permission_paths
  LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT * FROM effective_permission_paths held
  WHERE (p_user IS NULL OR held.user_id = p_user) AND (p_permission IS NULL OR held.permission = p_permission)
$$;

-- Administrator: active, the all-holding role everywhere without end, and able to sign in.
CREATE VIEW administrators AS
  SELECT DISTINCT held.user_id
  FROM effective_grants held JOIN roles role ON role.id = held.role_id JOIN users person ON person.id = held.user_id
  WHERE role.holds_all AND held.reach_group_id IS NULL AND held.valid_until IS NULL
    AND person.status = 'ACTIVE' AND person.password_hash IS NOT NULL;

-- The audit log only grows.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE insufficient_privilege USING MESSAGE = format('%s is append-only: %s is refused.', TG_TABLE_NAME, TG_OP);
END $$;
CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE ON "audit_events" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_events_keep_all BEFORE TRUNCATE ON "audit_events" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
