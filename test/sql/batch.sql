-- Every statement that batch sent in the integration tests. Written by "npm run sql:dump".

DELETE
  FROM coupon_batch_budget
  WHERE batch_id = ?;

INSERT IGNORE INTO batch_audience_user (batch_id, user_id)
  VALUES ?;

INSERT INTO batch_stock_change (batch_id, kind, delta, actor, created_at)
  VALUES (?, ?, ?, ?, ?);

INSERT INTO coupon_batch (batch_id, merchant_id, coupon_name, rule_id, total_count, per_user_limit, audience_type, audience_selection, claim_from, claim_until, validity_type, valid_from, valid_until, valid_days, remind_days, merchant_share_bp, restore_policy, restore_days, created_at, updated_at)
  VALUES (?);

INSERT INTO coupon_batch (batch_id, merchant_id, coupon_name, rule_id, total_count, per_user_limit, audience_type, audience_selection, code_mode, claim_from, claim_until, validity_type, valid_from, valid_until, valid_days, remind_days, merchant_share_bp, restore_policy, restore_days, created_at, updated_at)
  VALUES (?);

INSERT INTO coupon_batch_budget (batch_id, currency, total_minor, updated_at)
  SELECT ?, currency, ?, ?
  FROM rule
  WHERE rule_id = ?;

SELECT 1
  FROM coupon_batch
  WHERE batch_id = ? AND version = ? AND status = ?
  LOCK IN SHARE MODE;

SELECT b.batch_id AS batchId, b.merchant_id AS merchantId, b.coupon_name AS couponName, b.rule_id AS ruleId, b.total_count AS totalCount, b.reserved_count AS reservedCount, b.assign_count AS assignCount, b.per_user_limit AS perUserLimit, b.audience_type AS audienceType, b.audience_selection AS audienceSelection, b.claim_from AS claimFrom, b.claim_until AS claimUntil, b.validity_type AS validityType, b.valid_from AS validFrom, b.valid_until AS validUntil, b.valid_days AS validDays, b.status, b.version, b.remind_days AS remindDays, b.created_at AS createdAt, b.updated_at AS updatedAt, b.published_at AS publishedAt, b.ended_at AS endedAt, b.merchant_share_bp AS merchantShareBp, b.restore_policy AS restore, b.restore_days AS restoreDays, g.currency AS budgetCurrency, g.total_minor AS budgetMinor, g.reserved_minor AS budgetReservedMinor, g.spent_minor AS budgetSpentMinor
  FROM coupon_batch b
  LEFT JOIN coupon_batch_budget g ON g.batch_id = b.batch_id
  WHERE 1 = 1 AND b.batch_id < ?
  ORDER BY b.batch_id DESC
  LIMIT ?;

SELECT b.batch_id AS batchId, b.merchant_id AS merchantId, b.coupon_name AS couponName, b.rule_id AS ruleId, b.total_count AS totalCount, b.reserved_count AS reservedCount, b.assign_count AS assignCount, b.per_user_limit AS perUserLimit, b.audience_type AS audienceType, b.audience_selection AS audienceSelection, b.claim_from AS claimFrom, b.claim_until AS claimUntil, b.validity_type AS validityType, b.valid_from AS validFrom, b.valid_until AS validUntil, b.valid_days AS validDays, b.status, b.version, b.remind_days AS remindDays, b.created_at AS createdAt, b.updated_at AS updatedAt, b.published_at AS publishedAt, b.ended_at AS endedAt, b.merchant_share_bp AS merchantShareBp, b.restore_policy AS restore, b.restore_days AS restoreDays, g.currency AS budgetCurrency, g.total_minor AS budgetMinor, g.reserved_minor AS budgetReservedMinor, g.spent_minor AS budgetSpentMinor
  FROM coupon_batch b
  LEFT JOIN coupon_batch_budget g ON g.batch_id = b.batch_id
  WHERE 1 = 1 AND b.merchant_id = ? AND b.batch_id < ?
  ORDER BY b.batch_id DESC
  LIMIT ?;

SELECT b.batch_id AS batchId, b.merchant_id AS merchantId, b.coupon_name AS couponName, b.rule_id AS ruleId, b.total_count AS totalCount, b.reserved_count AS reservedCount, b.assign_count AS assignCount, b.per_user_limit AS perUserLimit, b.audience_type AS audienceType, b.audience_selection AS audienceSelection, b.claim_from AS claimFrom, b.claim_until AS claimUntil, b.validity_type AS validityType, b.valid_from AS validFrom, b.valid_until AS validUntil, b.valid_days AS validDays, b.status, b.version, b.remind_days AS remindDays, b.created_at AS createdAt, b.updated_at AS updatedAt, b.published_at AS publishedAt, b.ended_at AS endedAt, b.merchant_share_bp AS merchantShareBp, b.restore_policy AS restore, b.restore_days AS restoreDays, g.currency AS budgetCurrency, g.total_minor AS budgetMinor, g.reserved_minor AS budgetReservedMinor, g.spent_minor AS budgetSpentMinor
  FROM coupon_batch b
  LEFT JOIN coupon_batch_budget g ON g.batch_id = b.batch_id
  WHERE 1 = 1 AND b.merchant_id = ? AND b.status = ? AND b.batch_id < ?
  ORDER BY b.batch_id DESC
  LIMIT ?;

SELECT b.batch_id AS batchId, b.merchant_id AS merchantId, b.coupon_name AS couponName, b.rule_id AS ruleId, b.total_count AS totalCount, b.reserved_count AS reservedCount, b.assign_count AS assignCount, b.per_user_limit AS perUserLimit, b.audience_type AS audienceType, b.audience_selection AS audienceSelection, b.claim_from AS claimFrom, b.claim_until AS claimUntil, b.validity_type AS validityType, b.valid_from AS validFrom, b.valid_until AS validUntil, b.valid_days AS validDays, b.status, b.version, b.remind_days AS remindDays, b.created_at AS createdAt, b.updated_at AS updatedAt, b.published_at AS publishedAt, b.ended_at AS endedAt, b.merchant_share_bp AS merchantShareBp, b.restore_policy AS restore, b.restore_days AS restoreDays, g.currency AS budgetCurrency, g.total_minor AS budgetMinor, g.reserved_minor AS budgetReservedMinor, g.spent_minor AS budgetSpentMinor
  FROM coupon_batch b
  LEFT JOIN coupon_batch_budget g ON g.batch_id = b.batch_id
  WHERE 1 = 1 AND b.merchant_id = ? AND b.status = ?
  ORDER BY b.batch_id DESC
  LIMIT ?;

SELECT b.batch_id AS batchId, b.merchant_id AS merchantId, b.coupon_name AS couponName, b.rule_id AS ruleId, b.total_count AS totalCount, b.reserved_count AS reservedCount, b.assign_count AS assignCount, b.per_user_limit AS perUserLimit, b.audience_type AS audienceType, b.audience_selection AS audienceSelection, b.claim_from AS claimFrom, b.claim_until AS claimUntil, b.validity_type AS validityType, b.valid_from AS validFrom, b.valid_until AS validUntil, b.valid_days AS validDays, b.status, b.version, b.remind_days AS remindDays, b.created_at AS createdAt, b.updated_at AS updatedAt, b.published_at AS publishedAt, b.ended_at AS endedAt, b.merchant_share_bp AS merchantShareBp, b.restore_policy AS restore, b.restore_days AS restoreDays, g.currency AS budgetCurrency, g.total_minor AS budgetMinor, g.reserved_minor AS budgetReservedMinor, g.spent_minor AS budgetSpentMinor
  FROM coupon_batch b
  LEFT JOIN coupon_batch_budget g ON g.batch_id = b.batch_id
  WHERE 1 = 1 AND b.merchant_id = ?
  ORDER BY b.batch_id DESC
  LIMIT ?;

SELECT b.batch_id AS batchId, b.merchant_id AS merchantId, b.coupon_name AS couponName, b.rule_id AS ruleId, b.total_count AS totalCount, b.reserved_count AS reservedCount, b.assign_count AS assignCount, b.per_user_limit AS perUserLimit, b.audience_type AS audienceType, b.audience_selection AS audienceSelection, b.claim_from AS claimFrom, b.claim_until AS claimUntil, b.validity_type AS validityType, b.valid_from AS validFrom, b.valid_until AS validUntil, b.valid_days AS validDays, b.status, b.version, b.remind_days AS remindDays, b.created_at AS createdAt, b.updated_at AS updatedAt, b.published_at AS publishedAt, b.ended_at AS endedAt, b.merchant_share_bp AS merchantShareBp, b.restore_policy AS restore, b.restore_days AS restoreDays, g.currency AS budgetCurrency, g.total_minor AS budgetMinor, g.reserved_minor AS budgetReservedMinor, g.spent_minor AS budgetSpentMinor
  FROM coupon_batch b
  LEFT JOIN coupon_batch_budget g ON g.batch_id = b.batch_id
  WHERE 1 = 1
  ORDER BY b.batch_id DESC
  LIMIT ?;

SELECT b.batch_id AS batchId, b.merchant_id AS merchantId, b.coupon_name AS couponName, b.rule_id AS ruleId, b.total_count AS totalCount, b.reserved_count AS reservedCount, b.assign_count AS assignCount, b.per_user_limit AS perUserLimit, b.audience_type AS audienceType, b.audience_selection AS audienceSelection, b.claim_from AS claimFrom, b.claim_until AS claimUntil, b.validity_type AS validityType, b.valid_from AS validFrom, b.valid_until AS validUntil, b.valid_days AS validDays, b.status, b.version, b.remind_days AS remindDays, b.created_at AS createdAt, b.updated_at AS updatedAt, b.published_at AS publishedAt, b.ended_at AS endedAt, b.merchant_share_bp AS merchantShareBp, b.restore_policy AS restore, b.restore_days AS restoreDays, g.currency AS budgetCurrency, g.total_minor AS budgetMinor, g.reserved_minor AS budgetReservedMinor, g.spent_minor AS budgetSpentMinor
  FROM coupon_batch b
  LEFT JOIN coupon_batch_budget g ON g.batch_id = b.batch_id
  WHERE b.batch_id = ?;

SELECT b.batch_id AS batchId, b.merchant_id AS merchantId, b.coupon_name AS couponName, b.rule_id AS ruleId, b.total_count AS totalCount, b.reserved_count AS reservedCount, b.assign_count AS assignCount, b.per_user_limit AS perUserLimit, b.audience_type AS audienceType, b.audience_selection AS audienceSelection, b.claim_from AS claimFrom, b.claim_until AS claimUntil, b.validity_type AS validityType, b.valid_from AS validFrom, b.valid_until AS validUntil, b.valid_days AS validDays, b.status, b.version, b.remind_days AS remindDays, b.created_at AS createdAt, b.updated_at AS updatedAt, b.published_at AS publishedAt, b.ended_at AS endedAt, b.merchant_share_bp AS merchantShareBp, b.restore_policy AS restore, b.restore_days AS restoreDays, g.currency AS budgetCurrency, g.total_minor AS budgetMinor, g.reserved_minor AS budgetReservedMinor, g.spent_minor AS budgetSpentMinor, r.currency
  FROM coupon_batch b
  LEFT JOIN coupon_batch_budget g ON g.batch_id = b.batch_id
  JOIN rule r ON r.rule_id = b.rule_id
  WHERE b.batch_id = ?;

SELECT b.batch_id AS batchId, b.merchant_id AS merchantId, b.coupon_name AS couponName, b.rule_id AS ruleId, b.total_count AS totalCount, b.reserved_count AS reservedCount, b.assign_count AS assignCount, b.per_user_limit AS perUserLimit, b.audience_type AS audienceType, b.audience_selection AS audienceSelection, b.claim_from AS claimFrom, b.claim_until AS claimUntil, b.validity_type AS validityType, b.valid_from AS validFrom, b.valid_until AS validUntil, b.valid_days AS validDays, b.status, b.version, b.remind_days AS remindDays, b.created_at AS createdAt, b.updated_at AS updatedAt, b.published_at AS publishedAt, b.ended_at AS endedAt, b.merchant_share_bp AS merchantShareBp, b.restore_policy AS restore, b.restore_days AS restoreDays, g.currency AS budgetCurrency, g.total_minor AS budgetMinor, g.reserved_minor AS budgetReservedMinor, g.spent_minor AS budgetSpentMinor, r.name AS ruleName, r.type AS ruleType, r.currency, r.rule_content AS ruleContent
  FROM coupon_batch b
  LEFT JOIN coupon_batch_budget g ON g.batch_id = b.batch_id
  JOIN rule r ON r.rule_id = b.rule_id
  WHERE b.status = ? AND b.claim_until > ? AND b.claim_from <= ? AND (b.total_count IS NULL OR b.total_count > 0) AND (b.audience_type IN (0, 2) OR EXISTS (SELECT 1 FROM batch_audience_user u WHERE u.batch_id = b.batch_id AND u.user_id = ?)) AND (b.claim_until > ? OR (b.claim_until = ? AND b.batch_id > ?))
  ORDER BY b.claim_until, b.batch_id
  LIMIT ?;

SELECT b.batch_id AS batchId, b.merchant_id AS merchantId, b.coupon_name AS couponName, b.rule_id AS ruleId, b.total_count AS totalCount, b.reserved_count AS reservedCount, b.assign_count AS assignCount, b.per_user_limit AS perUserLimit, b.audience_type AS audienceType, b.audience_selection AS audienceSelection, b.claim_from AS claimFrom, b.claim_until AS claimUntil, b.validity_type AS validityType, b.valid_from AS validFrom, b.valid_until AS validUntil, b.valid_days AS validDays, b.status, b.version, b.remind_days AS remindDays, b.created_at AS createdAt, b.updated_at AS updatedAt, b.published_at AS publishedAt, b.ended_at AS endedAt, b.merchant_share_bp AS merchantShareBp, b.restore_policy AS restore, b.restore_days AS restoreDays, g.currency AS budgetCurrency, g.total_minor AS budgetMinor, g.reserved_minor AS budgetReservedMinor, g.spent_minor AS budgetSpentMinor, r.name AS ruleName, r.type AS ruleType, r.currency, r.rule_content AS ruleContent
  FROM coupon_batch b
  LEFT JOIN coupon_batch_budget g ON g.batch_id = b.batch_id
  JOIN rule r ON r.rule_id = b.rule_id
  WHERE b.status = ? AND b.claim_until > ? AND b.claim_from <= ? AND (b.total_count IS NULL OR b.total_count > 0) AND (b.audience_type IN (0, 2) OR EXISTS (SELECT 1 FROM batch_audience_user u WHERE u.batch_id = b.batch_id AND u.user_id = ?))
  ORDER BY b.claim_until, b.batch_id
  LIMIT ?;

SELECT b.batch_id AS batchId, b.merchant_id AS merchantId, b.coupon_name AS couponName, b.rule_id AS ruleId, b.total_count AS totalCount, b.reserved_count AS reservedCount, b.assign_count AS assignCount, b.per_user_limit AS perUserLimit, b.audience_type AS audienceType, b.audience_selection AS audienceSelection, b.code_mode AS codeMode, b.claim_from AS claimFrom, b.claim_until AS claimUntil, b.validity_type AS validityType, b.valid_from AS validFrom, b.valid_until AS validUntil, b.valid_days AS validDays, b.status, b.version, b.remind_days AS remindDays, b.created_at AS createdAt, b.updated_at AS updatedAt, b.published_at AS publishedAt, b.ended_at AS endedAt, b.merchant_share_bp AS merchantShareBp, b.restore_policy AS restore, b.restore_days AS restoreDays, g.currency AS budgetCurrency, g.total_minor AS budgetMinor, g.reserved_minor AS budgetReservedMinor, g.spent_minor AS budgetSpentMinor
  FROM coupon_batch b
  LEFT JOIN coupon_batch_budget g ON g.batch_id = b.batch_id
  WHERE 1 = 1 AND b.batch_id < ?
  ORDER BY b.batch_id DESC
  LIMIT ?;

SELECT b.batch_id AS batchId, b.merchant_id AS merchantId, b.coupon_name AS couponName, b.rule_id AS ruleId, b.total_count AS totalCount, b.reserved_count AS reservedCount, b.assign_count AS assignCount, b.per_user_limit AS perUserLimit, b.audience_type AS audienceType, b.audience_selection AS audienceSelection, b.code_mode AS codeMode, b.claim_from AS claimFrom, b.claim_until AS claimUntil, b.validity_type AS validityType, b.valid_from AS validFrom, b.valid_until AS validUntil, b.valid_days AS validDays, b.status, b.version, b.remind_days AS remindDays, b.created_at AS createdAt, b.updated_at AS updatedAt, b.published_at AS publishedAt, b.ended_at AS endedAt, b.merchant_share_bp AS merchantShareBp, b.restore_policy AS restore, b.restore_days AS restoreDays, g.currency AS budgetCurrency, g.total_minor AS budgetMinor, g.reserved_minor AS budgetReservedMinor, g.spent_minor AS budgetSpentMinor
  FROM coupon_batch b
  LEFT JOIN coupon_batch_budget g ON g.batch_id = b.batch_id
  WHERE 1 = 1 AND b.merchant_id = ? AND b.batch_id < ?
  ORDER BY b.batch_id DESC
  LIMIT ?;

SELECT b.batch_id AS batchId, b.merchant_id AS merchantId, b.coupon_name AS couponName, b.rule_id AS ruleId, b.total_count AS totalCount, b.reserved_count AS reservedCount, b.assign_count AS assignCount, b.per_user_limit AS perUserLimit, b.audience_type AS audienceType, b.audience_selection AS audienceSelection, b.code_mode AS codeMode, b.claim_from AS claimFrom, b.claim_until AS claimUntil, b.validity_type AS validityType, b.valid_from AS validFrom, b.valid_until AS validUntil, b.valid_days AS validDays, b.status, b.version, b.remind_days AS remindDays, b.created_at AS createdAt, b.updated_at AS updatedAt, b.published_at AS publishedAt, b.ended_at AS endedAt, b.merchant_share_bp AS merchantShareBp, b.restore_policy AS restore, b.restore_days AS restoreDays, g.currency AS budgetCurrency, g.total_minor AS budgetMinor, g.reserved_minor AS budgetReservedMinor, g.spent_minor AS budgetSpentMinor
  FROM coupon_batch b
  LEFT JOIN coupon_batch_budget g ON g.batch_id = b.batch_id
  WHERE 1 = 1 AND b.merchant_id = ? AND b.status = ? AND b.batch_id < ?
  ORDER BY b.batch_id DESC
  LIMIT ?;

SELECT b.batch_id AS batchId, b.merchant_id AS merchantId, b.coupon_name AS couponName, b.rule_id AS ruleId, b.total_count AS totalCount, b.reserved_count AS reservedCount, b.assign_count AS assignCount, b.per_user_limit AS perUserLimit, b.audience_type AS audienceType, b.audience_selection AS audienceSelection, b.code_mode AS codeMode, b.claim_from AS claimFrom, b.claim_until AS claimUntil, b.validity_type AS validityType, b.valid_from AS validFrom, b.valid_until AS validUntil, b.valid_days AS validDays, b.status, b.version, b.remind_days AS remindDays, b.created_at AS createdAt, b.updated_at AS updatedAt, b.published_at AS publishedAt, b.ended_at AS endedAt, b.merchant_share_bp AS merchantShareBp, b.restore_policy AS restore, b.restore_days AS restoreDays, g.currency AS budgetCurrency, g.total_minor AS budgetMinor, g.reserved_minor AS budgetReservedMinor, g.spent_minor AS budgetSpentMinor
  FROM coupon_batch b
  LEFT JOIN coupon_batch_budget g ON g.batch_id = b.batch_id
  WHERE 1 = 1 AND b.merchant_id = ? AND b.status = ?
  ORDER BY b.batch_id DESC
  LIMIT ?;

SELECT b.batch_id AS batchId, b.merchant_id AS merchantId, b.coupon_name AS couponName, b.rule_id AS ruleId, b.total_count AS totalCount, b.reserved_count AS reservedCount, b.assign_count AS assignCount, b.per_user_limit AS perUserLimit, b.audience_type AS audienceType, b.audience_selection AS audienceSelection, b.code_mode AS codeMode, b.claim_from AS claimFrom, b.claim_until AS claimUntil, b.validity_type AS validityType, b.valid_from AS validFrom, b.valid_until AS validUntil, b.valid_days AS validDays, b.status, b.version, b.remind_days AS remindDays, b.created_at AS createdAt, b.updated_at AS updatedAt, b.published_at AS publishedAt, b.ended_at AS endedAt, b.merchant_share_bp AS merchantShareBp, b.restore_policy AS restore, b.restore_days AS restoreDays, g.currency AS budgetCurrency, g.total_minor AS budgetMinor, g.reserved_minor AS budgetReservedMinor, g.spent_minor AS budgetSpentMinor
  FROM coupon_batch b
  LEFT JOIN coupon_batch_budget g ON g.batch_id = b.batch_id
  WHERE 1 = 1 AND b.merchant_id = ?
  ORDER BY b.batch_id DESC
  LIMIT ?;

SELECT b.batch_id AS batchId, b.merchant_id AS merchantId, b.coupon_name AS couponName, b.rule_id AS ruleId, b.total_count AS totalCount, b.reserved_count AS reservedCount, b.assign_count AS assignCount, b.per_user_limit AS perUserLimit, b.audience_type AS audienceType, b.audience_selection AS audienceSelection, b.code_mode AS codeMode, b.claim_from AS claimFrom, b.claim_until AS claimUntil, b.validity_type AS validityType, b.valid_from AS validFrom, b.valid_until AS validUntil, b.valid_days AS validDays, b.status, b.version, b.remind_days AS remindDays, b.created_at AS createdAt, b.updated_at AS updatedAt, b.published_at AS publishedAt, b.ended_at AS endedAt, b.merchant_share_bp AS merchantShareBp, b.restore_policy AS restore, b.restore_days AS restoreDays, g.currency AS budgetCurrency, g.total_minor AS budgetMinor, g.reserved_minor AS budgetReservedMinor, g.spent_minor AS budgetSpentMinor
  FROM coupon_batch b
  LEFT JOIN coupon_batch_budget g ON g.batch_id = b.batch_id
  WHERE 1 = 1
  ORDER BY b.batch_id DESC
  LIMIT ?;

SELECT b.batch_id AS batchId, b.merchant_id AS merchantId, b.coupon_name AS couponName, b.rule_id AS ruleId, b.total_count AS totalCount, b.reserved_count AS reservedCount, b.assign_count AS assignCount, b.per_user_limit AS perUserLimit, b.audience_type AS audienceType, b.audience_selection AS audienceSelection, b.code_mode AS codeMode, b.claim_from AS claimFrom, b.claim_until AS claimUntil, b.validity_type AS validityType, b.valid_from AS validFrom, b.valid_until AS validUntil, b.valid_days AS validDays, b.status, b.version, b.remind_days AS remindDays, b.created_at AS createdAt, b.updated_at AS updatedAt, b.published_at AS publishedAt, b.ended_at AS endedAt, b.merchant_share_bp AS merchantShareBp, b.restore_policy AS restore, b.restore_days AS restoreDays, g.currency AS budgetCurrency, g.total_minor AS budgetMinor, g.reserved_minor AS budgetReservedMinor, g.spent_minor AS budgetSpentMinor
  FROM coupon_batch b
  LEFT JOIN coupon_batch_budget g ON g.batch_id = b.batch_id
  WHERE b.batch_id = ?;

SELECT b.batch_id AS batchId, b.merchant_id AS merchantId, b.coupon_name AS couponName, b.rule_id AS ruleId, b.total_count AS totalCount, b.reserved_count AS reservedCount, b.assign_count AS assignCount, b.per_user_limit AS perUserLimit, b.audience_type AS audienceType, b.audience_selection AS audienceSelection, b.code_mode AS codeMode, b.claim_from AS claimFrom, b.claim_until AS claimUntil, b.validity_type AS validityType, b.valid_from AS validFrom, b.valid_until AS validUntil, b.valid_days AS validDays, b.status, b.version, b.remind_days AS remindDays, b.created_at AS createdAt, b.updated_at AS updatedAt, b.published_at AS publishedAt, b.ended_at AS endedAt, b.merchant_share_bp AS merchantShareBp, b.restore_policy AS restore, b.restore_days AS restoreDays, g.currency AS budgetCurrency, g.total_minor AS budgetMinor, g.reserved_minor AS budgetReservedMinor, g.spent_minor AS budgetSpentMinor, r.currency
  FROM coupon_batch b
  LEFT JOIN coupon_batch_budget g ON g.batch_id = b.batch_id
  JOIN rule r ON r.rule_id = b.rule_id
  WHERE b.batch_id = ?;

SELECT b.batch_id AS batchId, b.merchant_id AS merchantId, b.coupon_name AS couponName, b.rule_id AS ruleId, b.total_count AS totalCount, b.reserved_count AS reservedCount, b.assign_count AS assignCount, b.per_user_limit AS perUserLimit, b.audience_type AS audienceType, b.audience_selection AS audienceSelection, b.code_mode AS codeMode, b.claim_from AS claimFrom, b.claim_until AS claimUntil, b.validity_type AS validityType, b.valid_from AS validFrom, b.valid_until AS validUntil, b.valid_days AS validDays, b.status, b.version, b.remind_days AS remindDays, b.created_at AS createdAt, b.updated_at AS updatedAt, b.published_at AS publishedAt, b.ended_at AS endedAt, b.merchant_share_bp AS merchantShareBp, b.restore_policy AS restore, b.restore_days AS restoreDays, g.currency AS budgetCurrency, g.total_minor AS budgetMinor, g.reserved_minor AS budgetReservedMinor, g.spent_minor AS budgetSpentMinor, r.name AS ruleName, r.type AS ruleType, r.currency, r.rule_content AS ruleContent
  FROM coupon_batch b
  LEFT JOIN coupon_batch_budget g ON g.batch_id = b.batch_id
  JOIN rule r ON r.rule_id = b.rule_id
  WHERE b.batch_id = ? AND b.status = ? AND b.claim_until > ? AND b.claim_from <= ?;

SELECT b.batch_id AS batchId, b.merchant_id AS merchantId, b.coupon_name AS couponName, b.rule_id AS ruleId, b.total_count AS totalCount, b.reserved_count AS reservedCount, b.assign_count AS assignCount, b.per_user_limit AS perUserLimit, b.audience_type AS audienceType, b.audience_selection AS audienceSelection, b.code_mode AS codeMode, b.claim_from AS claimFrom, b.claim_until AS claimUntil, b.validity_type AS validityType, b.valid_from AS validFrom, b.valid_until AS validUntil, b.valid_days AS validDays, b.status, b.version, b.remind_days AS remindDays, b.created_at AS createdAt, b.updated_at AS updatedAt, b.published_at AS publishedAt, b.ended_at AS endedAt, b.merchant_share_bp AS merchantShareBp, b.restore_policy AS restore, b.restore_days AS restoreDays, g.currency AS budgetCurrency, g.total_minor AS budgetMinor, g.reserved_minor AS budgetReservedMinor, g.spent_minor AS budgetSpentMinor, r.name AS ruleName, r.type AS ruleType, r.currency, r.rule_content AS ruleContent
  FROM coupon_batch b
  LEFT JOIN coupon_batch_budget g ON g.batch_id = b.batch_id
  JOIN rule r ON r.rule_id = b.rule_id
  WHERE b.status = ? AND b.claim_until > ? AND b.claim_from <= ? AND (b.total_count IS NULL OR b.total_count > 0) AND b.code_mode = 0 AND (b.audience_type IN (0, 2) OR EXISTS (SELECT 1 FROM batch_audience_user u WHERE u.batch_id = b.batch_id AND u.user_id = ?)) AND (b.claim_until > ? OR (b.claim_until = ? AND b.batch_id > ?))
  ORDER BY b.claim_until, b.batch_id
  LIMIT ?;

SELECT b.batch_id AS batchId, b.merchant_id AS merchantId, b.coupon_name AS couponName, b.rule_id AS ruleId, b.total_count AS totalCount, b.reserved_count AS reservedCount, b.assign_count AS assignCount, b.per_user_limit AS perUserLimit, b.audience_type AS audienceType, b.audience_selection AS audienceSelection, b.code_mode AS codeMode, b.claim_from AS claimFrom, b.claim_until AS claimUntil, b.validity_type AS validityType, b.valid_from AS validFrom, b.valid_until AS validUntil, b.valid_days AS validDays, b.status, b.version, b.remind_days AS remindDays, b.created_at AS createdAt, b.updated_at AS updatedAt, b.published_at AS publishedAt, b.ended_at AS endedAt, b.merchant_share_bp AS merchantShareBp, b.restore_policy AS restore, b.restore_days AS restoreDays, g.currency AS budgetCurrency, g.total_minor AS budgetMinor, g.reserved_minor AS budgetReservedMinor, g.spent_minor AS budgetSpentMinor, r.name AS ruleName, r.type AS ruleType, r.currency, r.rule_content AS ruleContent
  FROM coupon_batch b
  LEFT JOIN coupon_batch_budget g ON g.batch_id = b.batch_id
  JOIN rule r ON r.rule_id = b.rule_id
  WHERE b.status = ? AND b.claim_until > ? AND b.claim_from <= ? AND (b.total_count IS NULL OR b.total_count > 0) AND b.code_mode = 0 AND (b.audience_type IN (0, 2) OR EXISTS (SELECT 1 FROM batch_audience_user u WHERE u.batch_id = b.batch_id AND u.user_id = ?))
  ORDER BY b.claim_until, b.batch_id
  LIMIT ?;

SELECT b.batch_id, b.merchant_id, b.coupon_name, r.rule_id, r.type, r.currency, r.rule_content, b.merchant_share_bp, b.restore_policy AS restore, b.restore_days AS restoreDays, b.remind_days, g.batch_id IS NOT NULL AS budgeted
  FROM coupon_batch b
  JOIN rule r ON r.rule_id = b.rule_id
  LEFT JOIN coupon_batch_budget g ON g.batch_id = b.batch_id
  WHERE b.batch_id IN (?) AND r.frozen_at IS NOT NULL;

SELECT batch_id AS batchId, total_minor - reserved_minor - spent_minor AS leftMinor
  FROM coupon_batch_budget
  WHERE batch_id IN (?);

SELECT batch_id, total_count, per_user_limit, version, claim_until
  FROM coupon_batch
  WHERE batch_id = ?;

SELECT batch_id, total_count, per_user_limit, version, claim_until
  FROM coupon_batch
  WHERE status = ? AND claim_until > ? AND claim_until >= ? AND (claim_until > ? OR batch_id > ?)
  ORDER BY claim_until, batch_id
  LIMIT ?;

SELECT batch_id, total_count, per_user_limit, version, claim_until
  FROM coupon_batch
  WHERE status = ? AND claim_until > ?
  ORDER BY claim_until, batch_id
  LIMIT ?;

SELECT user_id
  FROM batch_audience_user
  WHERE batch_id = ? AND user_id IN (?);

UPDATE coupon_batch
  SET assign_count = IF(version = ? AND status = ? AND total_count >= ?, assign_count + ?, NULL), total_count = total_count - ?
  WHERE batch_id = ?;

UPDATE coupon_batch
  SET assign_count = assign_count + ?
  WHERE batch_id = ? AND total_count IS NULL;

UPDATE coupon_batch
  SET claim_until = ?, per_user_limit = ?, valid_until = ?, version = version + 1, updated_at = ?
  WHERE batch_id = ? AND status = ? AND version = ?;

UPDATE coupon_batch
  SET coupon_name = ?, rule_id = ?, total_count = ?, per_user_limit = ?, audience_type = ?, audience_selection = ?, claim_from = ?, claim_until = ?, validity_type = ?, valid_from = ?, valid_until = ?, valid_days = ?, remind_days = ?, merchant_share_bp = ?, restore_policy = ?, restore_days = ?, version = version + 1, updated_at = ?
  WHERE batch_id = ? AND status = ? AND version = ?;

UPDATE coupon_batch
  SET coupon_name = ?, rule_id = ?, total_count = ?, per_user_limit = ?, audience_type = ?, audience_selection = ?, code_mode = ?, claim_from = ?, claim_until = ?, validity_type = ?, valid_from = ?, valid_until = ?, valid_days = ?, remind_days = ?, merchant_share_bp = ?, restore_policy = ?, restore_days = ?, version = version + 1, updated_at = ?
  WHERE batch_id = ? AND status = ? AND version = ?;

UPDATE coupon_batch
  SET reserved_count = reserved_count + LAST_INSERT_ID(LEAST(total_count, ?)), total_count = total_count - LEAST(total_count, ?)
  WHERE batch_id = ? AND status = ? AND total_count IS NOT NULL;

UPDATE coupon_batch
  SET reserved_count = reserved_count - ?, assign_count = assign_count + ?
  WHERE batch_id = ? AND version = ? AND status = ? AND reserved_count >= ?;

UPDATE coupon_batch
  SET status = ?, published_at = ?, ended_at = ?, version = version + 1, updated_at = ?
  WHERE batch_id = ? AND status = ? AND version = ?;

UPDATE coupon_batch
  SET total_count = total_count + ?, reserved_count = reserved_count - ?
  WHERE batch_id = ? AND reserved_count >= ?;

UPDATE coupon_batch
  SET total_count = total_count + ?, updated_at = ?
  WHERE batch_id = ? AND status IN (?) AND total_count + ? >= 0 AND total_count + reserved_count + assign_count + ? <= ?;

UPDATE coupon_batch
  SET version = version + 1, updated_at = ?
  WHERE batch_id = ?;

UPDATE coupon_batch_budget
  SET currency = ?
  WHERE batch_id = ?;

UPDATE coupon_batch_budget
  SET reserved_minor = reserved_minor + ?, spent_minor = spent_minor + ?, updated_at = ?
  WHERE batch_id = ? AND reserved_minor >= ?;

UPDATE coupon_batch_budget
  SET reserved_minor = reserved_minor + ?, spent_minor = spent_minor + ?, updated_at = ?
  WHERE batch_id = ? AND spent_minor >= ?;

UPDATE coupon_batch_budget
  SET reserved_minor = reserved_minor + ?, spent_minor = spent_minor + ?, updated_at = ?
  WHERE batch_id = ? AND total_minor - reserved_minor - spent_minor >= ?;

UPDATE coupon_batch_budget
  SET total_minor = total_minor + ?, updated_at = ?
  WHERE batch_id = ? AND total_minor + ? >= reserved_minor + spent_minor AND total_minor + ? <= ?;
