using PenguinMails.Identity.Throttling;

namespace PenguinMails.Identity.Credentials;

/// <summary>One attempt to sign in or to step up.</summary>
/// <param name="Action">The audited action: <c>sign_in</c> or <c>step_up</c>.</param>
/// <param name="Email">The address, or a program's name.</param>
/// <param name="Password">The password as typed.</param>
/// <param name="TotpCode">Six digits.</param>
/// <param name="SessionId">The session, once there is one.</param>
/// <param name="IpAddress">The client's IP address.</param>
/// <param name="UserAgent">The client's user agent.</param>
internal sealed record PlainTextAttempt(
    string Action, string Email, string Password, string TotpCode, Guid? SessionId, string? IpAddress, string? UserAgent)
{
    public override string ToString() => $"{Action} (redacted)";
}

/// <summary>Verifies passwords and codes: check, throttling and audit in an order that reveals nothing about the account.</summary>
internal sealed class SignInVerifier(
    Database database,
    PasswordCheckGate gate,
    CredentialCheck check,
    ThrottleScopes throttleScopes,
    AttemptThrottle throttle,
    AttemptRecords records,
    TimeProvider time)
{
    /// <param name="given">The attempt, with the address as it was written.</param>
    /// <param name="sign">Signs what a success hands out: before the transaction, which then waits for nobody.</param>
    /// <param name="onVerified">Runs in the transaction that uses up the code and records the success.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<VerificationResult<T>> VerifyAsync<TSigned, T>(
        PlainTextAttempt given,
        Func<User, CancellationToken, Task<TSigned>> sign,
        Func<DatabaseTransaction, User, TSigned, Task<(T Value, Guid SessionId)>> onVerified,
        CancellationToken cancellationToken)
        where TSigned : class
    {
        var (attempt, user, scopes, pausedUntil) = await database.ReadAsync(read => FindAsync(read, given), cancellationToken);
        CheckedCredentials? credentials = null;
        TSigned? signed = null;
        if (pausedUntil is null)
        {
            using var place = await gate.EnterAsync(scopes.IsTrusted, cancellationToken);
            if (place is null)
            {
                AttemptRecords.CountBusy(attempt);
                return new VerificationResult<T>.Busy(PasswordCheckGate.BusyRetry);
            }

            credentials = await check.CheckAsync(user, attempt.Password, attempt.TotpCode, cancellationToken);
        }

        // Not for a code that was used: such an answer must take no longer when the password is right.
        if (credentials is { AreValid: true, User: { } valid, TotpStep: { } step } && step > valid.LastTotpStep)
        {
            signed = await sign(valid, cancellationToken);
        }

        return await database.InTransactionAsync(
            async transaction =>
            {
                var paused = await throttle.LockAsync(transaction, scopes) ?? pausedUntil;
                if (credentials is null || paused is not null)
                {
                    await records.RefusedAsync(transaction, attempt, user);
                    return new VerificationResult<T>.Paused((paused ?? time.GetUtcNow()) - time.GetUtcNow());
                }

                return await DecideAsync(transaction, attempt, scopes, credentials, user => onVerified(transaction, user, signed!));
            },
            cancellationToken);
    }

    private async Task<(PlainTextAttempt Attempt, User? User, AttemptScopes Scopes, DateTimeOffset? PausedUntil)> FindAsync(
        DatabaseTransaction read, PlainTextAttempt given)
    {
        var attempt = given with { Email = await EmailAddress.NormaliseAsync(read, given.Email) ?? given.Email.ToLowerInvariant() };
        var user = await read.FindUserAsync(attempt.Email);
        var scopes = attempt.SessionId is { } sessionId
            ? throttleScopes.Of(sessionId)
            : await throttleScopes.OfAsync(read, attempt.Email, SourceNetwork.Of(attempt.IpAddress), user);
        return (attempt, user, scopes, await throttle.PausedUntilAsync(read, scopes));
    }

    private async Task<VerificationResult<T>> DecideAsync<T>(
        DatabaseTransaction transaction,
        PlainTextAttempt attempt,
        AttemptScopes scopes,
        CheckedCredentials credentials,
        Func<User, Task<(T Value, Guid SessionId)>> onVerified)
    {
        if (credentials is not { AreValid: true, User: { } user, TotpStep: { } step })
        {
            await records.FailedAsync(transaction, attempt, scopes, credentials);
            return new VerificationResult<T>.Refused();
        }

        if (!await transaction.TryUseTotpStepAsync(user.UserId, step))
        {
            // A valid code that was used before, by a second tab or a replay. It is not a guess, so it is not counted as a failure.
            await records.ReusedAsync(transaction, attempt, user);
            return new VerificationResult<T>.Refused();
        }

        await AttemptThrottle.ResetAsync(transaction, scopes);
        await transaction.RememberSourceAsync(user.UserId, SourceNetwork.Of(attempt.IpAddress), time.GetUtcNow());
        var (value, sessionId) = await onVerified(user);
        await records.SucceededAsync(transaction, attempt, user, sessionId);
        return new VerificationResult<T>.Passed(value);
    }
}
