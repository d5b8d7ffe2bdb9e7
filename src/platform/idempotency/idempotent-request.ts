/** The request as something that may take effect once. Without a key every call takes effect. */
export interface IdempotentRequest {
  scope: string;
  key?: string;
  hash: string;
}

/** What a call answered: the JSON text as it was first sent, and whether this is a repetition. */
export interface Outcome {
  body: string;
  replayed: boolean;
}
