/** What was asked of ops can't be done; the sentence tells the person what to do next. */
export class Refusal extends Error {
  readonly code: string;
  readonly status: number;
  readonly retriable: boolean;

  constructor(status: number, code: string, sentence: string, retriable = false) {
    super(sentence);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.retriable = retriable;
  }

  /** Under this name the HTTP server looks for it, where no scope of ours answers. */
  get statusCode(): number {
    return this.status;
  }
}
