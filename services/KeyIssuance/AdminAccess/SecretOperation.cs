using PenguinMails.KeyIssuance.OperationProgress;

namespace PenguinMails.KeyIssuance.AdminAccess;

/// <summary>An operation in a secret's history, as admins see it.</summary>
/// <param name="OperationId">The operation.</param>
/// <param name="Kind">enroll, issue, rotate, retire, revoke, regenerate, reset, abandon or repair.</param>
/// <param name="Status">pending, running, succeeded or failed.</param>
/// <param name="Step">The step that is next or running; the last one when finished.</param>
/// <param name="TriggeredBy"><c>automated</c> or <c>manual</c>.</param>
/// <param name="Trigger">What exactly asked: tenant, admin, emergency, schedule, campaign, incident, drift, threshold, grace_period, enrolment, command.</param>
/// <param name="Actor">Who asked: an e-mail address, or a service's name.</param>
/// <param name="Reason">The reason given, if any.</param>
/// <param name="RequestId">The request of another service that it carries out, if any.</param>
/// <param name="StartedAt">When it was asked for, UTC.</param>
/// <param name="FinishedAt">When it ended, UTC.</param>
/// <param name="Error">Why it failed, or what it waits for, and what to do next.</param>
public sealed record SecretOperation(
    Guid OperationId,
    [property: OneOf(typeof(OperationKind))] string Kind,
    [property: OneOf(typeof(OperationStates))] string Status,
    string Step,
    [property: OneOf(typeof(Triggers))] string TriggeredBy,
    string Trigger,
    string Actor,
    string? Reason,
    Guid? RequestId,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    OperationError? Error);
