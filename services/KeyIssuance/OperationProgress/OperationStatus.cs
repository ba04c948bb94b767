namespace PenguinMails.KeyIssuance.OperationProgress;

/// <summary>An operation and its steps, as it can be followed.</summary>
/// <param name="OperationId">The operation.</param>
/// <param name="Kind">enroll, issue, rotate, retire, revoke, regenerate, reset, abandon or repair.</param>
/// <param name="Status">pending, running, succeeded or failed.</param>
/// <param name="Step">The step that is next or running; the last one when finished.</param>
/// <param name="Steps">All steps in order.</param>
/// <param name="StartedAt">When it was asked for, UTC.</param>
/// <param name="FinishedAt">When it ended, UTC.</param>
/// <param name="Error">Why it failed, or what it waits for, and what to do next.</param>
[Example("""
    {"operationId":"019ab6a0-2f7a-7c10-9d5e-3a51c0a6f001","kind":"rotate","status":"running","step":"verify","startedAt":"2026-11-29T09:00:00Z","steps":[
    {"name":"stage","status":"succeeded","startedAt":"2026-11-29T09:00:00Z","finishedAt":"2026-11-29T09:00:01Z","attempts":1},
    {"name":"verify","status":"running","startedAt":"2026-11-29T09:00:01Z","attempts":1}]}
    """)]
public sealed record OperationStatus(
    Guid OperationId,
    [property: OneOf(typeof(OperationKind))] string Kind,
    [property: OneOf(typeof(OperationStates))] string Status,
    string Step,
    IReadOnlyList<StepStatus> Steps,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    OperationError? Error);

/// <summary>One step.</summary>
/// <param name="Name">stage, install, verify, promote, …</param>
/// <param name="Status">pending, running, succeeded, failed or rolled_back.</param>
/// <param name="StartedAt">When it first ran, UTC.</param>
/// <param name="FinishedAt">When it ended, UTC.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Error">What went wrong last, in plain words.</param>
public sealed record StepStatus(
    string Name, [property: OneOf(typeof(StepStates))] string Status, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, int Attempts, string? Error);

/// <summary>A cause with a stable code.</summary>
public sealed record OperationError(string Code, string Detail);
