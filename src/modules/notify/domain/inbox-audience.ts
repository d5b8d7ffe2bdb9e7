/** Whose inboxes have changed: these users', all those from one to another, or everyone's. */
export type InboxAudience =
  | { userIds: string[] }
  | { fromUserId: string; untilUserId: string }
  | { everyone: true };
