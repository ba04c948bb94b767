using System.Diagnostics.Metrics;
using PenguinMails.Identity.Throttling;

namespace PenguinMails.Identity.Credentials;

/// <summary>
/// Records every attempt in the audit ledger, in the attempt's own transaction. Of an unknown user it records the address given
/// (it looks like one, and is at most 320 characters); what was typed as password or code is recorded nowhere.
/// </summary>
internal sealed class AttemptRecords(AuditTrail trail, AttemptThrottle throttle, ILogger<AttemptRecords> log)
{
    private const string UnknownRole = "unknown";

    private static readonly Meter Meter = new("PenguinMails.Identity");
    private static readonly Counter<long> Attempts =
        Meter.CreateCounter<long>("penguinmails.identity.attempts", "{attempt}", "Sign-ins and step-ups by action and outcome.");

    public Task SucceededAsync(DatabaseTransaction transaction, PlainTextAttempt attempt, User user, Guid sessionId) =>
        RecordAsync(transaction, attempt with { SessionId = sessionId }, user, AuditOutcomes.Success, code: null, cause: null);

    /// <summary>Attempts like this one are paused: the credentials were not checked, or the result is withheld.</summary>
    public Task RefusedAsync(DatabaseTransaction transaction, PlainTextAttempt attempt, User? user) =>
        RecordAsync(transaction, attempt, user, AuditOutcomes.Refused, ProblemCatalog.AccountLocked.Code, cause: null);

    /// <summary>Records a failure, counts it under the scopes, whose rows are locked, and records the pauses that it begins.</summary>
    public async Task FailedAsync(DatabaseTransaction transaction, PlainTextAttempt attempt, AttemptScopes scopes, CheckedCredentials credentials)
    {
        var cause = credentials switch
        {
            { User: null } => "unknown_user",
            { PasswordRight: false } => "password",
            _ => "code",
        };
        await RecordAsync(transaction, attempt, credentials.User, AuditOutcomes.Failed, ProblemCatalog.InvalidCredentials.Code, cause);
        foreach (var scope in scopes.All)
        {
            if (await throttle.CountFailureAsync(transaction, scope) is { } pausedUntil)
            {
                await PausedAsync(transaction, attempt, credentials.User, scope, pausedUntil);
            }
        }
    }

    public Task ReusedAsync(DatabaseTransaction transaction, PlainTextAttempt attempt, User user) =>
        RecordAsync(transaction, attempt, user, AuditOutcomes.Failed, ProblemCatalog.InvalidCredentials.Code, "code_reused");

    /// <summary>The secret is right, and the program asked for what it may not have.</summary>
    public Task ScopeRefusedAsync(DatabaseTransaction transaction, PlainTextAttempt attempt, User user) =>
        RecordAsync(transaction, attempt, user, AuditOutcomes.Refused, ProblemCatalog.ValidationFailed.Code, "scope");

    /// <summary>An attempt that was turned away unchecked. It is counted and not recorded: in a flood the ledger must not be what gives way.</summary>
    public static void CountBusy(PlainTextAttempt attempt) => Attempts.Add(1, new("action", attempt.Action), new("outcome", "busy"));

    /// <summary>This failure has begun a pause. The ledger's detectors raise the alert, one for an incident.</summary>
    private Task PausedAsync(
        DatabaseTransaction transaction, PlainTextAttempt attempt, User? user, ThrottleScope scope, DateTimeOffset pausedUntil)
    {
        Log.AttemptsPaused(log, scope.Name);
        return RecordAsync(
            transaction, attempt with { Action = "account.lockout" }, user, AuditOutcomes.Success, ProblemCatalog.AccountLocked.Code, cause: null,
            new(StringComparer.Ordinal) { ["scope"] = scope.Name, ["pausedUntil"] = pausedUntil.ToString("O", CultureInfo.InvariantCulture) });
    }

    private Task RecordAsync(
        DatabaseTransaction transaction, PlainTextAttempt attempt, User? user, string outcome, string? code, string? cause,
        Dictionary<string, string>? details = null)
    {
        Attempts.Add(1, new("action", attempt.Action), new("outcome", outcome));
        var actor = new AuditActor(
            user?.UserId, attempt.Email, user?.Role ?? UnknownRole, attempt.SessionId, attempt.IpAddress, attempt.UserAgent);
        return trail.RecordAsync(transaction, actor, new AuditEntry(attempt.Action, outcome)
        {
            TenantId = user?.TenantId,
            Code = code,
            Details = cause is null ? details : new Dictionary<string, string>(StringComparer.Ordinal) { ["cause"] = cause },
        });
    }
}
