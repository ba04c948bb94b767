using PenguinMails.Identity.Configuration;
using PenguinMails.Identity.Credentials;
using PenguinMails.Identity.Sessions;
using PenguinMails.Identity.Throttling;

namespace PenguinMails.Identity.ServiceClients;

/// <summary>Verifies the secrets of programs as <see cref="SignInVerifier"/> verifies people's, and begins a session for each token.</summary>
internal sealed class ServiceSignIn(
    Database database,
    PasswordCheckGate gate,
    PasswordHashing passwords,
    Decoy decoy,
    ThrottleScopes throttleScopes,
    AttemptThrottle throttle,
    AttemptRecords records,
    AccessTokens tokens,
    IOptions<IdentityOptions> options,
    TimeProvider time)
{
    public const string Action = "service_token";

    /// <param name="attempt">The attempt; its address is the client's name.</param>
    /// <param name="requested">The scopes asked for; none for all that the client may have.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Passed without a token: the secret is right, and a scope is not the client's.</returns>
    public async Task<VerificationResult<PlainTextServiceToken?>> VerifyAsync(
        PlainTextAttempt attempt, IReadOnlyList<string> requested, CancellationToken cancellationToken)
    {
        var source = SourceNetwork.Of(attempt.IpAddress);
        var (client, scopes, pausedUntil) = await database.ReadAsync(read => FindAsync(read, attempt.Email, source), cancellationToken);
        var isRight = false;
        if (pausedUntil is null)
        {
            using var place = await gate.EnterAsync(scopes.IsTrusted, cancellationToken);
            if (place is null)
            {
                AttemptRecords.CountBusy(attempt);
                return new VerificationResult<PlainTextServiceToken?>.Busy(PasswordCheckGate.BusyRetry);
            }

            var nobody = await decoy.GetAsync(cancellationToken);
            isRight = passwords.Matches(client?.SecretHash ?? nobody.PasswordHash, attempt.Password) && client is not null;
        }

        var granted = isRight && requested.All(Scopes.Split(client!.Scope).Contains) ? requested is [] ? client.Scope : string.Join(' ', requested) : null;
        var access = granted is null ? null : await SignAsync(client!, granted, cancellationToken);
        return await database.InTransactionAsync<VerificationResult<PlainTextServiceToken?>>(
            async transaction =>
            {
                if ((await throttle.LockAsync(transaction, scopes) ?? pausedUntil) is { } paused)
                {
                    await records.RefusedAsync(transaction, attempt, client?.AsUser);
                    return new VerificationResult<PlainTextServiceToken?>.Paused(paused - time.GetUtcNow());
                }

                if (!isRight)
                {
                    await records.FailedAsync(transaction, attempt, scopes, new CheckedCredentials(client?.AsUser, PasswordRight: false, TotpStep: null));
                    return new VerificationResult<PlainTextServiceToken?>.Refused();
                }

                await AttemptThrottle.ResetAsync(transaction, scopes);
                await transaction.RememberClientSourceAsync(client!.ClientId, source, time.GetUtcNow());
                if (access is null)
                {
                    await records.ScopeRefusedAsync(transaction, attempt, client.AsUser);
                    return new VerificationResult<PlainTextServiceToken?>.Passed(null);
                }

                await BeginAsync(transaction, client, access);
                await records.SucceededAsync(transaction, attempt, client.AsUser, access.SessionId);
                return new VerificationResult<PlainTextServiceToken?>.Passed(
                    new PlainTextServiceToken(access.Token, "Bearer", (int)access.Lifetime.TotalSeconds, granted!));
            },
            cancellationToken);
    }

    private async Task<(ServiceClient? Client, AttemptScopes Scopes, DateTimeOffset? PausedUntil)> FindAsync(DatabaseTransaction read, string name, string source)
    {
        var client = await read.FindServiceClientAsync(name);
        var scopes = await throttleScopes.OfClientAsync(read, name, source, client?.ClientId);
        return (client, scopes, await throttle.PausedUntilAsync(read, scopes));
    }

    private Task<PlainTextAccessToken> SignAsync(ServiceClient client, string scope, CancellationToken cancellationToken) => tokens.SignAsync(
        new JsonObject
        {
            [ClaimNames.UserId] = client.ClientId.ToString(),
            [ClaimNames.ClientId] = client.Name,
            [ClaimNames.Role] = Roles.Service,
            [ClaimNames.Scope] = scope,
        },
        Guid.CreateVersion7(),
        time.GetUtcNow() + options.Value.SessionLifetime,
        cancellationToken);

    private Task BeginAsync(DatabaseTransaction transaction, ServiceClient client, PlainTextAccessToken access) => transaction.ExecuteAsync(
        """
        insert into session (session_id, service_client_id, started_at, ends_at, access_ends_at)
        values (@SessionId, @ClientId, @now, @SessionEndsAt, @ExpiresAt)
        """,
        new { access.SessionId, client.ClientId, now = time.GetUtcNow(), access.SessionEndsAt, access.ExpiresAt });
}
