namespace PenguinMails.Identity.Sessions;

/// <summary>Records the refresh and the end of sessions in the audit ledger.</summary>
internal sealed class SessionRecords(AuditTrail trail, TimeProvider time, ILogger<SessionRecords> log)
{
    private const string Refresh = "session.refresh";

    public Task SignOutAsync(DatabaseTransaction transaction, Caller caller) => trail.RecordAsync(
        transaction, caller.Actor, new AuditEntry("sign_out", AuditOutcomes.Success) { TenantId = caller.TenantId });

    /// <summary>The end of a session that somebody asked for who has no access token of it any more.</summary>
    public Task SignOutAsync(DatabaseTransaction transaction, User user, Guid sessionId, HttpContext context) => trail.RecordAsync(
        transaction,
        new AuditActor(user.UserId, user.Email, user.Role, sessionId, Caller.AddressOf(context), Caller.UserAgentOf(context)),
        new AuditEntry("sign_out", AuditOutcomes.Success) { TenantId = user.TenantId });

    public async Task RefreshAsync(DatabaseTransaction transaction, RefreshAnswer answer, HttpContext context)
    {
        var (user, sessionId, outcome) = answer switch
        {
            RefreshAnswer.Refreshed refreshed => (refreshed.User, refreshed.SessionId, AuditOutcomes.Success),
            RefreshAnswer.Reused reused => (reused.User, reused.SessionId, AuditOutcomes.Refused),
            RefreshAnswer.Over over => (over.User, over.SessionId, AuditOutcomes.Refused),
            _ => (null, Guid.Empty, AuditOutcomes.Refused),
        };
        if (user is null)
        {
            return; // random bytes that belong to no session
        }

        var actor = new AuditActor(
            user.UserId, user.Email, user.Role, sessionId, Caller.AddressOf(context), Caller.UserAgentOf(context));
        await trail.RecordAsync(transaction, actor, new AuditEntry(Refresh, outcome)
        {
            TenantId = user.TenantId,
            Code = outcome == AuditOutcomes.Refused ? ProblemCatalog.Unauthenticated.Code : null,
            Details = answer is RefreshAnswer.Reused
                ? new Dictionary<string, string>(StringComparer.Ordinal) { ["cause"] = "refresh_token_reused" }
                : null,
        });
        if (answer is RefreshAnswer.Reused)
        {
            Log.RefreshTokenReused(log, sessionId);
            await transaction.PublishAsync(new AlertRaised(
                Guid.CreateVersion7(),
                "identity.refresh_token_reused",
                AlertSeverities.Warning,
                $"identity.refresh_token_reused:{sessionId}",
                user.TenantId,
                Secret: null,
                $"A used refresh token of {user.Email} was presented again; the session was ended.",
                "Ask the user whether they lost a connection while refreshing; if not, the token was stolen: change the password.",
                Activity.Current?.TraceId.ToHexString(),
                time.GetUtcNow()));
        }
    }
}
