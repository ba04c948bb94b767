/** The person did not confirm who they are; nothing was done. */
export class StepUpCancelled extends Error {
  override readonly name = "StepUpCancelled";
}
